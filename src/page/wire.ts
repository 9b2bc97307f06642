// Puts the requests of a page on the wire, by the clients of node:http and node:https, and reads what comes
// back: each on a connection of its own, within a time limit, with a bounded head and a bounded body.

import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { toPairs } from '../grammar.ts';
import { isThisMachine } from '../options/hosts.ts';
import { readBody } from './body.ts';
import { NoAnswer } from './errors.ts';
import { headersOnTheWire, isPostOrPut, type Send, type WireRequest, type WireResponse } from './exchange.ts';
import { groupByName } from './header-list.ts';
import { explain, faultyHead } from './no-answer.ts';

export interface WireOptions {
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  readonly insecure?: boolean;
}

/** What Chromium reads of a response head, and of one that is longer nothing. */
const MAX_HEAD = 256 * 1024;

const UNWANTED_101 = '101 Switching Protocols, which nobody asked for';

export function openWire(options: WireOptions, signal: AbortSignal): Send {
  return (request) => {
    signal.throwIfAborted(); // before anything is sent
    return roundTrip(request, options, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error instanceof NoAnswer ? error : explain(error as Error, request.url);
    });
  };
}

function roundTrip(request: WireRequest, options: WireOptions, signal: AbortSignal): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request, options, signal);
    outgoing.on('error', reject);
    const refuse = (what: string): void => {
      outgoing.destroy();
      reject(faultyHead(request.url, what));
    };
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      refuse(UNWANTED_101);
    });
    outgoing.on('response', (incoming) => {
      incoming.on('error', () => undefined); // told by whoever reads the body
      if (incoming.statusCode === 101) return refuse(UNWANTED_101);
      const headers = toPairs(incoming.rawHeaders);
      if (headers.some(([, value]) => value.includes('\0'))) { // Node's parser is more lenient than browsers
        return refuse('NUL in a header, which no browser reads');
      }
      const { statusCode: status = 0, statusMessage: reason = '' } = incoming;
      const close = (): void => void outgoing.destroy();
      resolve({ status, reason, headers, body: () => readBody(incoming, headers, signal), close });
    });
    outgoing.end(request.body ?? undefined);
  });
}

function open(
  request: WireRequest, { ca, insecure = false }: WireOptions, signal: AbortSignal,
): http.ClientRequest {
  const { method, url, body } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const list = headersOnTheWire(request);
  const outgoing = (url.protocol === 'https:' ? https : http).request({
    host,
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: Object.fromEntries([...groupByName(list).values()].map(({ name, values }) => [name, values])),
    agent: false,
    setHost: false,
    signal,
    lookup: isThisMachine(host) ? lookUpLocalhost : undefined,
    maxHeaderSize: MAX_HEAD,
    insecureHTTPParser: true, // browsers are lenient
    ca: ca as https.RequestOptions['ca'],
    rejectUnauthorized: !insecure,
    servername: isIP(host) ? '' : host.replace(/\.$/, ''),
  });
  outgoing.maxHeadersCount = 0;
  // The constructor upper-cases the method; a browser sends it as the script wrote it.
  outgoing.method = method;
  // Otherwise Node's client adds them to a request without a body.
  const framing = body === null && !isPostOrPut(method) ? ['Content-Length', 'Transfer-Encoding'] : [];
  for (const name of framing) outgoing.removeHeader(name);
  return outgoing;
}

/** This machine, whatever a resolver says (RFC 6761, 6.3): browsers ask none. */
const lookUpLocalhost: LookupFunction = (_hostname, { all }, callback) => {
  if (all !== true) return callback(null, '127.0.0.1', 4);
  return callback(null, [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]);
};
