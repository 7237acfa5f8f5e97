import type { NotTaken, UnreachableCode } from './outcome.js';
import { AddressRefusedError } from './guarded-connector.js';

/** What to say of each failure, after the name of the host. */
const SENTENCES: Record<UnreachableCode, string> = {
  dns: 'has no address on the internet: check the spelling of the host name; if it is right, the site may have closed',
  connect: 'does not accept connections: the server may be down; it will be asked again later',
  tls: 'shows a certificate that is not valid for it: its owner has to renew or mend it',
  'timeout-connect': 'did not answer the call in time: it may be down or overloaded, and will be asked again later',
  'timeout-headers': 'took the request and did not answer it in time: it may be overloaded, and will be asked again later',
  'timeout-body': 'began to answer and fell silent: it will be asked again later',
  'timeout-total': 'answers too slowly for us to wait for the end: it will be asked again later',
  reset: 'broke the connection off: it will be asked again later',
  'wrong-length': 'sent less than it announced, so the document is not whole: it will be asked again later',
  'bad-encoding': 'sent a body that cannot be unpacked: its owner has to mend the compression',
  'bad-response': 'sent an answer that is not proper HTTP: check that a web server runs at this address and port',
  'server-error': 'has a fault of its own: it will be asked again later',
  'redirect-loop': 'sends us round in a circle of redirects: its owner has to mend them',
  'too-many-redirects': 'redirects again and again: look in a browser where the feed is now',
  'bad-redirect': 'redirects without saying where to: look in a browser where the feed is now',
};

const CODES: Record<string, UnreachableCode> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  EHOSTDOWN: 'connect',
  ENETUNREACH: 'connect',
  ENETDOWN: 'connect',
  EADDRNOTAVAIL: 'connect',
  EACCES: 'connect',
  EPERM: 'connect',
  EINVAL: 'connect',
  ETIMEDOUT: 'timeout-connect',
  UND_ERR_CONNECT_TIMEOUT: 'timeout-connect',
  UND_ERR_HEADERS_TIMEOUT: 'timeout-headers',
  UND_ERR_BODY_TIMEOUT: 'timeout-body',
  UND_ERR_SOCKET: 'reset',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'wrong-length',
  UND_ERR_HEADERS_OVERFLOW: 'bad-response',
  EPROTO: 'tls',
};

export function unreachable(url: string, code: UnreachableCode, details: { status?: number; detail?: string } = {}): NotTaken {
  const { status = null, detail } = details;
  // The detail stands before the advice: "… has a fault of its own (500): it will be asked again later".
  const sentence = detail ? SENTENCES[code].replace(/:|$/, ` (${detail})$&`) : SENTENCES[code];
  return { kind: 'unreachable', url, code, status, message: `${hostOf(url)} ${sentence}.` };
}

/** The outcome that an error of the network stands for; null for an error that is not the network's, which must not be swallowed. */
export function outcomeOfError(error: unknown, url: string): NotTaken | null {
  if (error instanceof AddressRefusedError) {
    return {
      kind: 'refused',
      reason: 'address',
      status: null,
      url,
      message: `${hostOf(url)} leads to ${error.address}, which belongs to ${error.refusal}: it is not fetched unless ALLOW_ADDRESSES names it.`,
    };
  }
  const { code = '', name = '', errors = [] } = error as { code?: string; name?: string; errors?: unknown[] };
  const known = CODES[code] ?? (isTlsCode(code) ? 'tls' : name === 'HTTPParserError' ? 'bad-response' : null);
  if (known) return unreachable(url, known, { detail: code.startsWith('UND_ERR') ? '' : code });
  // Happy Eyeballs gathers the errors of every address that it tried.
  return errors.length > 0 ? outcomeOfError(errors[0], url) : null;
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERROR_IN_CERT)/.test(
    code,
  );
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}
