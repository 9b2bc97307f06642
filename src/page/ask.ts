// One call of a page's `fetch()`, from its arguments to the verdict, with whatever puts the requests on the
// wire.

import { causeOfRefusal, findingsOfReadable, OPAQUE, type Finding } from './causes.ts';
import { mainFetch, type FilteredResponse, type Surroundings } from './fetch.ts';
import type { HeaderList } from './header-list.ts';
import { NetworkError, NoAnswer } from './network-error.ts';
import { serializedRequestOrigin } from './origin-headers.ts';
import { describe } from './refusals.ts';
import { InvalidRequest } from './invalid-request.ts';
import { construct, currentUrl, type Request, type AskOptions } from './request.ts';
import { hostOf, isHttp, isLocalNetwork, isLoopback } from './urls.ts';
import type { Exchange, Verdict } from './verdict.ts';
import { headersOnTheWire, type Send } from './wire.ts';

/** What every verdict has, as it grows. */
interface Record {
  readonly exchanges: Exchange[];
  readonly notes: string[];
}

export async function ask(
  origin: string,
  url: string | URL,
  init: AskOptions,
  surroundings: Omit<Surroundings, 'note'>,
): Promise<Verdict> {
  const record: Record = { exchanges: [], notes: [] };
  const note = (sentence: string): void => {
    if (!record.notes.includes(sentence)) record.notes.push(sentence);
  };
  const connections = recorder(surroundings.send, record.exchanges);
  let request: Request | undefined;
  try {
    request = await construct(origin, url, init, note);
    const response = await mainFetch(request, { ...surroundings, send: connections.send, note });
    return await accepted(request, response, record, note);
  } catch (error) {
    if (error instanceof InvalidRequest) return invalid(error, record);
    if (error instanceof NetworkError) return refused(error, request!, record);
    if (error instanceof NoAnswer) return noAnswer(error, record);
    throw error; // of the caller's own functions
  } finally {
    connections.close();
  }
}

/** Writes down what is sent and received, and leaves one connection open at a time: the last. */
function recorder(send: Send, exchanges: Exchange[]): { send: Send; close(): void } {
  let close = (): void => undefined;
  return {
    close: () => {
      close();
    },
    async send(request) {
      close();
      const { kind, method, url, body } = request;
      const sent = {
        method,
        url: url.href,
        headers: headersOnTheWire(request),
        ...(body === null ? {} : { body: new TextDecoder().decode(body) }),
      };
      const at = exchanges.push({ kind, sent }) - 1;
      const response = await send(request);
      close = response.close ?? close;
      const { status, reason = '', headers } = response;
      exchanges[at] = { kind, sent, received: { status, reason, headers } };
      return response;
    },
  };
}

async function accepted(
  request: Request,
  { type, headers, internal }: FilteredResponse,
  record: Record,
  note: (sentence: string) => void,
): Promise<Verdict> {
  const { status } = internal;
  if (type === 'opaque')
    return {
      outcome: type,
      message: 'The response is opaque: the page sees neither status nor headers nor body.',
      ...OPAQUE,
      ...record,
    };
  if (type === 'opaqueredirect')
    return {
      outcome: type,
      message:
        `The response redirects (${status}), and with redirect: 'manual' the page learns no ` +
        'more than that.',
      ...record,
    };

  noteLocalNetwork(request, note);
  const body = request.method === 'HEAD' ? undefined : await internal.body?.();
  if (body?.note !== undefined) note(body.note);
  const visible = new Set(headers.map(([name]) => name.toLowerCase()));
  const hidden = [...new Set(internal.headers.map(([name]) => name.toLowerCase()))].filter(
    (name) => !visible.has(name),
  );
  const [finding, ...more] =
    type === 'cors'
      ? findingsOfReadable(request, { status, reason: '', headers: internal.headers }, hidden)
      : [];
  for (const { change } of more) if (change !== undefined) note(change);
  return {
    outcome: 'readable',
    type,
    status,
    url: currentUrl(request).href,
    redirected: request.urlList.length > 1,
    headers: asHeaders(headers),
    hidden,
    body: body?.text ?? '',
    message: `A page on ${request.origin} may read the response, ${status}.`,
    ...finding,
    ...record,
  };
}

function invalid({ code, message, change, console }: InvalidRequest, record: Record): Verdict {
  return {
    outcome: 'invalid',
    code,
    message,
    change,
    console: `TypeError: Failed to execute 'fetch' on 'Window': ${console}`,
    rule: 'https://fetch.spec.whatwg.org/#request-class',
    ...record,
  };
}

function refused(error: NetworkError, request: Request, record: Record): Verdict {
  const origin = serializedRequestOrigin(request);
  const finding: Finding | undefined = causeOfRefusal(
    error,
    request,
    origin,
    record.exchanges.at(-1)?.received,
  );
  return {
    outcome: 'refused',
    code: error.code,
    preflight: error.preflight,
    ...describe(error, request, origin),
    ...finding,
    ...record,
  };
}

function noAnswer({ code, message, change, netError }: NoAnswer, record: Record): Verdict {
  const cause = [
    'dns',
    'connection-refused',
    'unreachable',
    'certificate',
    'tls',
    'connection-closed',
  ].includes(code)
    ? { cause: 'no-server' as const }
    : {};
  return {
    outcome: 'no-answer',
    code,
    message,
    change,
    ...cause,
    console: `Failed to load resource: ${netError}`,
    ...record,
  };
}

/** Fetch's own Headers; what a server may send and they can't hold is left out. */
function asHeaders(list: HeaderList): Headers {
  const headers = new Headers();
  for (const [name, value] of list) {
    try {
      headers.append(name, value);
    } catch {
      /* not a header for Fetch */
    }
  }
  return headers;
}

/** Local Network Access: a matter of the user's permission, which is none of Fetch's. */
function noteLocalNetwork({ origin, urlList: [url] }: Request, note: (sentence: string) => void): void {
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  if (page === undefined || !isHttp(page) || isLocalNetwork(page) || !isHttp(url!) || !isLocalNetwork(url!))
    return;
  note(
    `If ${origin} is on the internet, Chromium asks its user for permission before it calls ` +
      `${isLoopback(hostOf(url!)) ? 'this machine' : 'a local network'}.`,
  );
}
