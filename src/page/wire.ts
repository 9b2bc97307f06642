// Puts the requests of a page on the wire, by the clients of node:http and node:https, and reads what comes
// back: each on a connection of its own, within a time limit, with a bounded head and a bounded body.

import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { readBody, type Body } from './body.ts';
import { valuesOf, type Header, type HeaderList } from './header-list.ts';
import { NoAnswer } from './network-error.ts';
import { hostOf, isLocalhost } from './urls.ts';
import { explain } from './failures.ts';

export interface WireRequest {
  readonly kind: 'preflight' | 'request';
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
}

export interface WireResponse {
  readonly status: number;
  readonly reason?: string;
  /** As they came: in their order, in their case, repeated. */
  readonly headers: HeaderList;
  /** Reads the body, as far as it is bounded; absent where there is nothing to read. */
  readonly body?: () => Promise<Body>;
  /** Ends the connection, whatever is still to come. */
  readonly close?: () => void;
}

/** Sends a request and gives its response; rejects with a `NoAnswer` if none comes. */
export type Send = (request: WireRequest) => Promise<WireResponse>;

export interface WireOptions {
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  readonly insecure?: boolean;
}

/** What Chromium reads of a response head, and of one that is longer nothing. */
const MAX_HEAD = 256 * 1024;

/** The header list that goes on the wire for this request, in its order. */
export function headersOnTheWire({ method, url, headers, body }: Omit<WireRequest, 'kind'>): HeaderList {
  const length = body?.length ?? (['POST', 'PUT'].includes(method) ? 0 : undefined); // Fetch, 4.6
  const list: Header[] = [['Host', url.host], ['Connection', 'close'], ...headers];
  if (length !== undefined) list.push(['Content-Length', String(length)]);
  // Node's client writes the lines of one name together, in the spelling that comes first.
  const names = new Map([...list].reverse().map(([name]) => [name.toLowerCase(), name]));
  return [...names.values()]
    .reverse()
    .flatMap((name) => valuesOf(list, name).map((value): Header => [name, value]));
}

export function openWire(options: WireOptions, signal: AbortSignal): Send {
  return (request) =>
    new Promise((resolve, reject) => {
      const { method, url, body } = request;
      const host = hostOf(url);
      const secure = url.protocol === 'https:';
      if (signal.aborted) throw signal.reason;

      const outgoing = (secure ? https : http).request({
        host,
        port: url.port || (secure ? 443 : 80),
        method,
        path: url.pathname + url.search,
        agent: false,
        setHost: false,
        signal,
        lookup: isLocalhost(host) ? lookUpLocalhost : undefined,
        maxHeaderSize: MAX_HEAD,
        insecureHTTPParser: true, // browsers are lenient
        ...(secure
          ? {
            ca: options.ca,
            rejectUnauthorized: !options.insecure,
            servername: isIP(host) ? '' : host.replace(/\.$/, ''),
          }
          : {}),
      } as https.RequestOptions);
      outgoing.maxHeadersCount = 0;
      outgoing.on('error', (error) => {
        reject(signal.aborted ? signal.reason : explain(error, url));
      });
      outgoing.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(
          new NoAnswer(
            'not-http',
            `${url.host} switched protocols, which nobody asked for.`,
            'On the server: answer with a final status.',
            'net::ERR_FAILED',
          ),
        );
      });
      outgoing.on('response', (incoming) => {
        incoming.on('error', () => undefined); // told by whoever reads the body
        const headers = pairsOf(incoming.rawHeaders);
        if (headers.some(([, value]) => value.includes('\0'))) {
          // Node's parser is more lenient than a browser's here
          outgoing.destroy();
          reject(
            explain(Object.assign(new Error('NUL in a header'), { code: 'HPE_INVALID_HEADER_TOKEN' }), url),
          );
          return;
        }
        resolve({
          status: incoming.statusCode!,
          reason: incoming.statusMessage ?? '',
          headers,
          body: () => readBody(incoming, headers, signal),
          close: () => {
            outgoing.destroy();
          },
        });
      });

      // The constructor upper-cases the method; a browser sends it as the script wrote it.
      outgoing.method = method;
      try {
        const list = headersOnTheWire(request);
        for (const name of new Set(list.map(([each]) => each)))
          outgoing.setHeader(
            name,
            list.filter(([each]) => each === name).map(([, value]) => value),
          );
      } catch (error) {
        outgoing.destroy();
        reject(
          new NoAnswer(
            'not-sendable',
            `Node's HTTP client doesn't send this request: ${(error as Error).message}.`,
            'In the page: encode control characters.',
            'net::ERR_FAILED',
          ),
        );
        return;
      }
      // Otherwise Node's client adds them to a request without a body.
      if (body === null && !['POST', 'PUT'].includes(method))
        for (const name of ['Content-Length', 'Transfer-Encoding']) outgoing.removeHeader(name);
      outgoing.end(body ?? undefined);
    });
}

function pairsOf(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, at): Header => [raw[2 * at]!, raw[2 * at + 1]!]);
}

/** This machine, whatever a resolver says (RFC 6761, 6.3): browsers ask none. */
const lookUpLocalhost: LookupFunction = (_hostname, { all }, callback) => {
  const addresses = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ];
  if (all) callback(null, addresses);
  else callback(null, '127.0.0.1', 4);
};
