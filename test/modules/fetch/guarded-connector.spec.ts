import type { lookup, LookupAddress } from 'node:dns';
import { type AddressInfo, createServer } from 'node:net';
import { addressRefusal } from '../../../src/modules/fetch/address-guard.js';
import { AddressRefusedError, guardedConnector, guardedLookup } from '../../../src/modules/fetch/guarded-connector.js';

/** A DNS that answers what the test says. */
function dns(...addresses: string[]): typeof lookup {
  const resolve = (_host: string, _options: unknown, callback: (error: null, found: LookupAddress[]) => void) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return resolve as unknown as typeof lookup;
}

function ask(resolve: typeof lookup, all: boolean, allowed: string[] = []) {
  return new Promise((settle) => {
    guardedLookup((address) => addressRefusal(address, allowed), resolve)('blog.example', { all }, (error, address, family) =>
      settle(error ?? (all ? address : { address, family })),
    );
  });
}

describe('guardedLookup', () => {
  test('keeps the public addresses of a mixed answer', async () => {
    expect(await ask(dns('10.0.0.1', '8.8.8.8', '::1'), true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await ask(dns('10.0.0.1', '8.8.8.8'), false)).toEqual({ address: '8.8.8.8', family: 4 });
  });

  test('fails where no address is left, with the reason', async () => {
    const error = await ask(dns('169.254.169.254', '::1'), true);
    expect(error).toBeInstanceOf(AddressRefusedError);
    expect(error).toMatchObject({ address: '169.254.169.254', refusal: expect.stringContaining('metadata') as string });
    expect(await ask(dns(), true)).toBeInstanceOf(AddressRefusedError);
  });

  test('an opened range passes', async () => {
    expect(await ask(dns('10.0.0.1'), true, ['10.0.0.0/8'])).toEqual([{ address: '10.0.0.1', family: 4 }]);
  });

  test('hands an error of the DNS on', async () => {
    const broken = ((_host: string, _options: unknown, callback: (error: Error) => void) =>
      callback(new Error('ENOTFOUND'))) as unknown as typeof lookup;
    expect(await ask(broken, true)).toMatchObject({ message: 'ENOTFOUND' });
  });
});

describe('guardedConnector', () => {
  test.each(['http:', 'https:'])('%s asks the socket for its peer, and sends not one byte to a wrong one', async (protocol) => {
    const received: Buffer[] = [];
    const server = createServer((socket) => void socket.on('error', () => undefined).on('data', (piece) => received.push(piece)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    // What a rebinding attack would need to find: a judgement before the connection that no longer fits its peer.
    let judged = 0;
    const connect = guardedConnector(() => (++judged === 1 ? null : 'another machine'), 1000);
    const error = await new Promise((settle) =>
      connect({ hostname: '127.0.0.1', protocol, port: String(port) }, (...[failure]: [Error | null, unknown]) => settle(failure)),
    );
    await new Promise((resolve) => server.close(resolve));
    expect(error).toMatchObject({ name: 'AddressRefusedError', address: '127.0.0.1', refusal: 'another machine' });
    expect(judged).toBe(2);
    expect(received).toEqual([]);
  });
});
