// What the network's errors mean, in a sentence, and what to do about each.

import { NoAnswer } from './network-error.ts';
import { clip } from './sentences.ts';

export function explain(error: Error & { readonly code?: string }, url: URL): NoAnswer {
  // With several addresses, Node's error holds one of each.
  const { errors = [] } = error as { readonly errors?: readonly { readonly code?: string }[] };
  const code = error.code ?? errors[0]?.code ?? '';
  const { protocol } = url;
  const [host, hostname] = [clip(url.host), clip(url.hostname)];
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
    case 'EAI_FAIL':
      return new NoAnswer(
        'dns',
        `No address is known for ${hostname}.`,
        'In the page: check the host in the URL; or add the name to DNS or to the hosts file.',
        'net::ERR_NAME_NOT_RESOLVED',
      );
    case 'ECONNREFUSED':
      return new NoAnswer(
        'connection-refused',
        `Nothing listens on ${host}.`,
        'On the server: start it, on this port and on this interface; in the page: check the port.',
        'net::ERR_CONNECTION_REFUSED',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ETIMEDOUT':
      return new NoAnswer(
        'unreachable',
        `${host} can't be reached (${code}).`,
        'Check the network, the firewall and the address.',
        code === 'ETIMEDOUT' ? 'net::ERR_CONNECTION_TIMED_OUT' : 'net::ERR_ADDRESS_UNREACHABLE',
      );
    case 'HPE_HEADER_OVERFLOW':
      return new NoAnswer(
        'head-too-large',
        `The response head of ${host} is longer than 256 KB, the most that a browser reads.`,
        'On the server: send fewer or shorter headers.',
        'net::ERR_RESPONSE_HEADERS_TOO_BIG',
      );
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return new NoAnswer(
        'connection-closed',
        `${host} closed the connection without a response.`,
        'On the server: see its log for a ' +
          `crash${protocol === 'http:' ? ', and whether this port speaks HTTPS' : ''}.`,
        error.message.includes('hang up') ? 'net::ERR_EMPTY_RESPONSE' : 'net::ERR_CONNECTION_RESET',
      );
    default:
  }
  if (code.startsWith('HPE_')) {
    return new NoAnswer(
      'not-http',
      `What ${host} sends is not HTTP/1.1 (${error.message.replace(/^Parse Error: /, '')}).`,
      'Check that the port is the one of the HTTP server.',
      'net::ERR_INVALID_HTTP_RESPONSE',
    );
  }
  const certificate = CERTIFICATES.find(({ codes }) => codes.includes(code));
  if (certificate !== undefined) {
    return new NoAnswer(
      'certificate',
      `The certificate of ${host} ${certificate.message}.`,
      `On the server: ${certificate.change}.`,
      certificate.netError,
    );
  }
  if (/SSL|TLS|EPROTO/.test(code)) {
    return new NoAnswer(
      'tls',
      `${host} doesn't speak TLS, or none that Node speaks (${code}).`,
      'In the page: use http: if the server has no HTTPS on this port; on the server: offer TLS 1.2 or 1.3.',
      'net::ERR_SSL_PROTOCOL_ERROR',
    );
  }
  return new NoAnswer(
    'unreachable',
    `No response came from ${host}: ${clip(error.message || code || 'for an unknown reason')}.`,
    'Check the network and the server.',
    'net::ERR_FAILED',
  );
}

const CERTIFICATES = [
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    netError: 'net::ERR_CERT_COMMON_NAME_INVALID',
    message: 'is made out to another name',
    change: 'get one for the host in the URL, or call the server by the name in it',
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    netError: 'net::ERR_CERT_DATE_INVALID',
    message: 'is not valid today',
    change: 'renew it, and check the clock',
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
      'CERT_SIGNATURE_FAILURE',
      'INVALID_CA',
      'CERT_REJECTED',
    ],
    netError: 'net::ERR_CERT_AUTHORITY_INVALID',
    message: 'is signed by nobody whom this machine trusts',
    change:
      'send the whole chain of a certificate that browsers trust; for one of your own give its ' +
      'authority (ca), or pass over it (insecure, -k)',
  },
  {
    codes: ['CERT_REVOKED'],
    netError: 'net::ERR_CERT_REVOKED',
    message: 'was revoked',
    change: 'replace it',
  },
];
