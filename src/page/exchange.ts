// What goes over the wire, and the record of it.

import type { Body } from './body.ts';
import { groupByName, type Header, type HeaderList } from './header-list.ts';

export interface WireRequest {
  readonly kind: 'preflight' | 'request';
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
}

export interface WireResponse {
  readonly status: number;
  readonly reason: string;
  /** As they came: in their order, in their case, repeated. */
  readonly headers: HeaderList;
  /** Reads the body, as far as it is bounded. */
  readonly body: () => Promise<Body>;
  /** Ends the connection, whatever is still to come. */
  readonly close: () => void;
}

/** *Redirect status* (Fetch, 2.2.3). */
export const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Sends a request and gives its response; rejects with a `NoAnswer` if none comes, and throws it if nothing
 * was sent.
 */
export type Send = (request: WireRequest) => Promise<WireResponse>;

/** A request that went over the wire, and what came back. */
export interface Exchange {
  readonly kind: 'preflight' | 'request';
  readonly sent: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    readonly body?: string;
  };
  /**
   * The response's head, its headers as they came: in their order, in their case, repeated. Absent if none
   * came.
   */
  readonly received?: Head;
}

export interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
}

/** Writes down what is sent and received, and leaves one connection open at a time: the last. */
export function recorder(
  wire: Send, exchanges: Exchange[],
): { readonly send: Send; readonly close: () => void } {
  let last: WireResponse | undefined;
  const close = (): void => last?.close();
  async function send(request: WireRequest): Promise<WireResponse> {
    close();
    const { kind, method, url, body } = request;
    const text = body === null ? {} : { body: new TextDecoder().decode(body) };
    const sent = { method, url: url.href, headers: headersOnTheWire(request), ...text };
    const response = wire(request);
    const at = exchanges.push({ kind, sent }) - 1;
    last = await response;
    const { status, reason, headers } = last;
    exchanges[at] = { kind, sent, received: { status, reason, headers } };
    return last;
  }
  return { send, close };
}

/** The header list that goes on the wire for this request, in its order. */
export function headersOnTheWire({ method, url, headers, body }: WireRequest): HeaderList {
  const length = body?.length ?? (isPostOrPut(method) ? 0 : undefined); // Fetch, 4.6
  const list: Header[] = [['Host', url.host], ['Connection', 'close'], ...headers];
  if (length !== undefined) list.push(['Content-Length', String(length)]);
  // Node's client writes the lines of one name together, in the spelling that comes first.
  return [...groupByName(list).values()].flatMap(({ name, values }) => (
    values.map((value): Header => [name, value])));
}

/** Those of which a body is expected, be it empty. */
export function isPostOrPut(method: string): boolean {
  return method === 'POST' || method === 'PUT';
}
