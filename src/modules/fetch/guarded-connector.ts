import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';

export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';

  constructor(
    readonly address: string,
    readonly refusal: string,
  ) {
    super(`${address} belongs to ${refusal}`);
  }
}

/** Why an address may not be connected to; null where it may. In the program this is `addressRefusal` with the settings' ranges. */
export type Judge = (address: string) => string | null;

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Connects only to addresses that the guard lets pass. The check is on the address itself, not on the name: whatever a name pointed to
 * a moment ago, a redirect leads to, or a rebinding server answers, is judged when it is dialled. Addresses written in the URL never come
 * by the lookup, so they are judged before; and the socket is asked for its peer once more before a byte (of TLS, too) goes out.
 */
export function guardedConnector(judge: Judge, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(judge) });
  return (options, callback) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(literal) === 0 ? null : judge(literal);
    if (refusal !== null) {
      callback(new AddressRefusedError(literal, refusal), null);
      return;
    }
    // undici's types hide that its connector returns the socket; without it nothing here may pass, and the next line throws.
    const socket = connect(options, (...result) =>
      result[1]?.errored ? callback(result[1].errored, null) : callback(...result),
    ) as unknown as Socket;
    socket.prependOnceListener('connect', () => {
      const peer = socket.remoteAddress ?? 'an unknown address';
      const peerRefusal = judge(peer);
      // Runs before every other listener: the callback finds the socket errored, and TLS finds its handle gone and does not start.
      if (peerRefusal !== null) socket.destroy(new AddressRefusedError(peer, peerRefusal));
    });
  };
}

/** The system's lookup, less the addresses that the guard refuses. Fails where none is left. */
export function guardedLookup(judge: Judge, resolve?: typeof dns.lookup) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    (resolve ?? dns.lookup)(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      const passed = addresses.filter(({ address }) => judge(address) === null);
      const [first] = passed;
      if (!first) {
        const refused = addresses[0]?.address ?? 'no address';
        callback(new AddressRefusedError(refused, judge(refused) ?? 'nobody'), []);
      } else if (options.all) callback(null, passed);
      else callback(null, first.address, first.family);
    });
  };
}
