// One call of a page's `fetch()`, from its arguments to the verdict, with whatever puts the requests on the
// wire.

import { causeOfRefusal } from './causes.ts';
import { InvalidCall, NetworkError, NoAnswer } from './errors.ts';
import { recorder, type Exchange } from './exchange.ts';
import { mainFetch, type FilteredResponse } from './fetch.ts';
import { groupByName, type HeaderList } from './header-list.ts';
import { adviceOnReadable } from './readable.ts';
import { describe } from './refused.ts';
import { construct } from './request-constructor.ts';
import type { AskOptions, Client, Request } from './request.ts';
import { isHttp, isLocalNetwork, parseUrl } from './urls.ts';
import type { Verdict } from './verdict.ts';

/** What every verdict has, as it grows. */
interface Told {
  readonly exchanges: Exchange[];
  readonly notes: string[];
}

export async function ask(
  origin: string, url: string | URL, init: AskOptions, page: Pick<Client, 'send' | 'cache' | 'cookies'>,
): Promise<Verdict> {
  const told: Told = { exchanges: [], notes: [] };
  const noted = new Set<string>();
  const note = (sentence: string): void => {
    if (!noted.has(sentence)) told.notes.push(sentence);
    noted.add(sentence);
  };
  const { send, close } = recorder(page.send, told.exchanges);
  try {
    const request = await construct({ ...page, origin, send, note }, url, init);
    return await judged(request, told).finally(close);
  } catch (error) {
    if (error instanceof InvalidCall) return invalid(error, told);
    throw error; // of the caller's own functions
  }
}

async function judged(request: Request, told: Told): Promise<Verdict> {
  try {
    return await accepted(request, await mainFetch(request), told);
  } catch (error) {
    if (error instanceof NetworkError) return refused(error, request, told);
    if (error instanceof NoAnswer) return noAnswer(error, told);
    throw error;
  }
}

async function accepted(
  request: Request, { type, headers, internal }: FilteredResponse, told: Told,
): Promise<Verdict> {
  const { status } = internal;
  if (type === 'opaque') {
    return {
      outcome: type,
      message: 'The response is opaque: the page sees neither status nor headers nor body.',
      cause: 'opaque-no-cors',
      change: "In the page: take mode: 'no-cors' away, which hides status, headers and body whatever the "
        + "server allows; and on the server: allow the page's origin.",
      ...told,
    };
  }
  if (type === 'opaqueredirect') {
    const why = "and with redirect: 'manual' the page learns no more than that";
    return { outcome: type, message: `The response redirects (${status}), ${why}.`, ...told };
  }

  const { note } = request.client;
  noteLocalNetwork(request);
  const body = request.method === 'HEAD' ? { text: '' } : await internal.body();
  if (body.note !== undefined) note(body.note);
  const seen = groupByName(headers);
  const hidden = [...groupByName(internal.headers).keys()].filter((name) => !seen.has(name));
  const [advice, ...more] = type === 'cors' ? adviceOnReadable(request, internal.headers, hidden) : [];
  for (const { change } of more) if (change !== undefined) note(change);
  return {
    outcome: 'readable',
    type,
    status,
    url: request.currentUrl.href.replace(/#[^]*/, ''),
    redirected: request.urlList.length > 1,
    headers: toHeaders(headers),
    hidden,
    body: body.text,
    message: `A page on ${request.origin} may read the response, ${status}.`,
    ...advice,
    ...told,
  };
}

function invalid({ code, message, change, console }: InvalidCall, told: Told): Verdict {
  return {
    outcome: 'invalid',
    code,
    message,
    change,
    console: `TypeError: Failed to execute 'fetch' on 'Window': ${console}`,
    rule: 'https://fetch.spec.whatwg.org/#request-class',
    ...told,
  };
}

function refused(error: NetworkError, request: Request, told: Told): Verdict {
  const { code, preflight } = error;
  const advice = causeOfRefusal(error, request, told.exchanges.at(-1)?.received);
  return { outcome: 'refused', code, preflight, ...describe(error, request), ...advice, ...told };
}

function noAnswer({ code, message, change, netError }: NoAnswer, told: Told): Verdict {
  const isThere = /^(?:not-http|head-too-large|timeout|aborted|not-sendable)$/.test(code);
  return {
    outcome: 'no-answer',
    code,
    message,
    change,
    ...(isThere ? {} : { cause: 'no-server' }),
    console: `Failed to load resource: ${netError}`,
    ...told,
  };
}

/** Fetch's own Headers; what a server may send and they can't hold is left out. */
function toHeaders(list: HeaderList): Headers {
  const headers = new Headers();
  for (const [name, value] of list) {
    try {
      headers.append(name, value);
    } catch { /* not a header for Fetch */ }
  }
  return headers;
}

/** Local Network Access: a matter of the user's permission, which is none of Fetch's. */
function noteLocalNetwork({ origin, url, client }: Request): void {
  const page = parseUrl(origin);
  const isPublicPage = page !== undefined && isHttp(page) && !isLocalNetwork(page);
  if (!isPublicPage || !isHttp(url) || !isLocalNetwork(url)) return;
  client.note(`If ${origin} is on the internet, Chromium asks its user for permission before it calls this `
    + 'machine or a local network.');
}
