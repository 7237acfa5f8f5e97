import fc from 'fast-check';
import { addressRefusal } from '../../../src/modules/fetch/address-guard.js';

const REFUSED = [
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.0.171', '192.0.2.1', '198.18.0.1', '198.19.255.255'],
  ...['198.51.100.7', '203.0.113.9', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '100::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
  ],
  // IPv4 inside IPv6: mapped, compatible, NAT64 (well-known and local-use), 6to4, Teredo, translated.
  ...[
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::7f00:1',
    '::8.8.8.8',
    '::10.0.0.1',
  ],
  ...['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808', '64:ff9b:1::10.0.0.1'],
  ...['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '::ffff:0:127.0.0.1'],
  ...['[::1]', '', 'localhost', '127.0.0.1.', 'not an address'],
];

const PASSED = [
  '8.8.8.8',
  '151.101.1.140',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '198.17.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '2a04:4e42::396',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
];

describe('addressRefusal', () => {
  test.each(REFUSED)('refuses %j', (address) => {
    expect(addressRefusal(address, [])).not.toBeNull();
  });

  test.each(PASSED)('lets %s pass', (address) => {
    expect(addressRefusal(address, [])).toBeNull();
  });

  test('an opened range passes, mapped into IPv6 as well; its neighbours do not', () => {
    const allowed = ['127.0.0.0/8', 'fd00:1::/32'];
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', 'fd00:1::5']) expect(addressRefusal(address, allowed)).toBeNull();
    for (const address of ['10.0.0.1', '::1', 'fd00:2::5', '2002:7f00:1::']) expect(addressRefusal(address, allowed)).not.toBeNull();
  });

  test('says in words where the address belongs', () => {
    expect(addressRefusal('10.1.2.3', [])).toBe('a private network');
    expect(addressRefusal('169.254.169.254', [])).toContain('metadata');
  });

  test('every spelling of a host that a URL allows comes to the same judgement', () => {
    const spellings = [
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '127.0.0.1.',
      '0x7f.0.0.1',
      '①②⑦.0.0.1',
      '[::ffff:127.0.0.1]',
      '[::127.0.0.1]',
      '[64:ff9b::127.0.0.1]',
    ];
    for (const host of spellings)
      expect([host, addressRefusal(new URL(`http://${host}/`).hostname, [])]).toEqual([host, expect.any(String)]);
  });

  test('law: mapping into IPv6 never changes the judgement of an IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressRefusal(`::ffff:${address}`, []) === null).toBe(addressRefusal(address, []) === null);
      }),
    );
  });

  test('law: no IPv6 address outside 2000::/3 passes, but for mapped and NAT64 ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const first = groups[0] ?? 0;
        fc.pre((first < 0x2000 || first > 0x3fff) && first !== 0x64 && first !== 0);
        expect(addressRefusal(groups.map((group) => group.toString(16)).join(':'), [])).not.toBeNull();
      }),
    );
  });
});
