import type { lookup, LookupAddress } from 'node:dns';
import { AddressRefusedError, guardedLookup } from '../../../src/modules/fetch/guarded-connector.js';

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
    guardedLookup(allowed, resolve)('blog.example', { all }, (error, address, family) =>
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
