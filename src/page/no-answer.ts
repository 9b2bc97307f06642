// What the network's errors mean, in a sentence, and what to do about each.

import { printable } from '../grammar.ts';
import { NoAnswer } from './errors.ts';

export function explain(error: Error & { readonly code?: string }, url: URL): NoAnswer {
  // With several addresses, Node's error holds one of each.
  const { errors = [] } = error as { readonly errors?: readonly { readonly code?: string }[] };
  const code = error.code ?? errors[0]?.code ?? '';
  const host = printable(url.host);
  switch (code) {
    case 'ENOTFOUND': case 'EAI_AGAIN': case 'EAI_NODATA': case 'EAI_NONAME': case 'EAI_FAIL':
      return new NoAnswer(
        'dns', `No address is known for ${printable(url.hostname)}.`,
        'In the page: check the host in the URL; on the server: add the name to DNS or to the hosts file.',
        'ERR_NAME_NOT_RESOLVED',
      );
    case 'ECONNREFUSED':
      return new NoAnswer(
        'connection-refused', `Nothing listens on ${host}.`,
        'On the server: start it, on this port and on this interface; in the page: check the port.',
        'ERR_CONNECTION_REFUSED',
      );
    case 'EHOSTUNREACH': case 'ENETUNREACH': case 'EADDRNOTAVAIL': case 'ETIMEDOUT':
      return new NoAnswer(
        'unreachable', `${host} can't be reached (${code}).`,
        'In the page: check the address; on the server: check the network and the firewall.',
        code === 'ETIMEDOUT' ? 'ERR_CONNECTION_TIMED_OUT' : 'ERR_ADDRESS_UNREACHABLE',
      );
    case 'HPE_HEADER_OVERFLOW':
      return new NoAnswer(
        'head-too-large',
        `The response head of ${host} is longer than 256 KB, the most that a browser reads.`,
        'On the server: send fewer or shorter headers.', 'ERR_RESPONSE_HEADERS_TOO_BIG',
      );
    case 'ECONNRESET': case 'EPIPE': case 'ECONNABORTED': {
      const tls = url.protocol === 'http:' ? ', and whether this port speaks HTTPS' : '';
      return new NoAnswer(
        'connection-closed', `${host} closed the connection without a response.`,
        `On the server: see its log for a crash${tls}.`,
        error.message.includes('hang up') ? 'ERR_EMPTY_RESPONSE' : 'ERR_CONNECTION_RESET',
      );
    }
    case 'ERR_INVALID_CHAR':
      return new NoAnswer(
        'not-sendable', `Node's HTTP client doesn't send this request: ${printable(error.message)}.`,
        'In the page: encode control characters.',
      );
    default:
  }
  const objection = printable(error.message.replace(/^Parse Error: /, ''));
  if (code === 'HPE_INVALID_CONSTANT') return notHttp(host, objection);
  if (code.startsWith('HPE_')) {
    return faultyHead(url, `a response head that Node's parser can't read (${objection}); browsers may`);
  }
  const certificate = CERTIFICATES.find(({ codes }) => codes.test(code));
  if (certificate !== undefined) {
    const { what, change, netError } = certificate;
    const message = `The certificate of ${host} ${what}.`;
    return new NoAnswer('certificate', message, `On the server: ${change}.`, netError);
  }
  if (/SSL|TLS|EPROTO/.test(code)) {
    return new NoAnswer(
      'tls', `${host} doesn't speak TLS, or none that Node speaks (${code}).`,
      'In the page: use http: if the server has no HTTPS on this port; on the server: offer TLS 1.2 or 1.3.',
      'ERR_SSL_PROTOCOL_ERROR',
    );
  }
  const why = printable(code || error.message || 'for an unknown reason');
  const change = 'On the server: see whether the request arrives there, and its log.';
  return new NoAnswer('unreachable', `No response came from ${host}: ${why}.`, change);
}

/** What it sends doesn't begin with `HTTP/`. */
function notHttp(host: string, why: string): NoAnswer {
  return new NoAnswer(
    'not-http', `What ${host} sends is not an HTTP/1.1 response (${why}).`,
    'In the page: check that the port is the one of the HTTP server; on the server: see what listens there.',
    'ERR_INVALID_HTTP_RESPONSE',
  );
}

/** It begins like HTTP. Over some faults, such as the same `Content-Length` twice, browsers pass. */
export function faultyHead(url: URL, what: string): NoAnswer {
  return new NoAnswer(
    'not-http', `${printable(url.host)} sends ${what}.`,
    'On the server: mend the head of the response, which is not as HTTP/1.1 has it.',
    'ERR_INVALID_HTTP_RESPONSE',
  );
}

const CERTIFICATES = [
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    what: 'is made out to another name',
    change: 'get one for the host in the URL, or call the server by the name in it',
    netError: 'ERR_CERT_COMMON_NAME_INVALID',
  },
  {
    codes: /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/,
    what: 'is not valid today',
    change: 'renew it, and check the clock',
    netError: 'ERR_CERT_DATE_INVALID',
  },
  {
    codes: /^CERT_REVOKED$/, what: 'was revoked', change: 'replace it', netError: 'ERR_CERT_REVOKED',
  },
  {
    codes: /SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_(?:UNTRUSTED|SIGNATURE_FAILURE|REJECTED)$|^INVALID_CA$/,
    what: 'is signed by nobody whom this machine trusts',
    change: 'send the whole chain of a certificate that browsers trust; for one of your own give its '
      + 'authority (ca), or pass over it (insecure, -k)',
    netError: 'ERR_CERT_AUTHORITY_INVALID',
  },
];
