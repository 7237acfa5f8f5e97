import { unreachableBecause } from '../../../src/modules/fetch/reachable.js';

test.each([
  ['https://hustings.example', null],
  ['http://93.184.216.34:3000', null],
  ['https://[2606:2800:220:1::1]/digest', null],
  ['http://127.0.0.1:3000', '127.0.0.1 belongs to this machine itself (loopback)'],
  ['http://0.0.0.0:3000', '0.0.0.0 belongs to this machine itself (unspecified)'],
  ['http://[::1]:3000', '::1 belongs to this machine itself (loopback)'],
  ['http://192.168.1.5', '192.168.1.5 belongs to a private network'],
  ['http://localhost:3000', 'localhost is a name of this network alone'],
  ['http://hustings', 'hustings is a name of this network alone'],
  ['http://hustings.local.', 'hustings.local is a name of this network alone'],
  ['https://digest.home.arpa', 'digest.home.arpa is a name of this network alone'],
])('%s: %s', (url, because) => {
  expect(unreachableBecause(url, [])).toBe(because);
});

test('who opened private addresses has neighbours there', () => {
  expect(unreachableBecause('http://10.1.2.3', ['10.0.0.0/8'])).toBeNull();
  expect(unreachableBecause('http://10.1.2.3', ['192.168.0.0/16'])).not.toBeNull();
});
