// The command's arguments, and what it says about them.

import { parseArgs } from 'node:util';
import { isHeaderValue, type Header } from './header-list.ts';
import { checkPageOrigin } from './page-options.ts';
import type { AskOptions, Mode } from './request.ts';

export const HELP = `\
Ask any server as a page in a browser would: may the page read the response, and if not, why?

Usage: with-cors URL --origin ORIGIN [options]

  -o, --origin ORIGIN    the page's origin, such as https://app.example.com, or null
  -X, --method METHOD    GET by default, or POST if there is a body
  -H, --header 'N: V'    a request header that the page's script sets; as often as needed
  -d, --data BODY        the body, sent as it is written (of a file: -d "$(cat body.json)")
  -c, --credentials      as with credentials: 'include' in fetch()
      --cookie COOKIE    the cookies that the browser has for the URL's host, such as 'a=1; b=2'
      --mode MODE        cors (default), no-cors or same-origin
      --preflight        send the preflight alone, and stop before the request itself
      --audit            find out who else is let in, and whether caches are told; sends OPTIONS,
                         GET and HEAD only, each with a query parameter of its own, and follows
                         no redirect
      --json             print one JSON object
  -k, --insecure         accept every certificate
  -h, --help             this text

Without --preflight and --audit the request is really made: a DELETE deletes.

Exit status: 0 the page may read the response; 1 it may not, or the audit found something;
2 wrong usage (also of fetch() itself), no response, or an audit that found nothing but could not
look at everything (a request without a response, a redirect).
Colours are for terminals; NO_COLOR and FORCE_COLOR are honoured.

Examples:
  with-cors http://localhost:3000/items --origin https://app.example.com
  with-cors http://localhost:3000/items/1 --origin https://app.example.com -X DELETE --preflight
  with-cors https://api.example.com/items --origin https://app.example.com \\
    -H 'Content-Type: application/json' -d '{}' --credentials
  with-cors https://api.example.com/ --origin https://app.example.com --audit
`;

export interface Arguments {
  readonly url: string;
  readonly origin: string;
  readonly call: AskOptions & { readonly method: string };
  readonly cookie: string | undefined;
  readonly preflight: boolean;
  readonly audit: boolean;
  readonly json: boolean;
  readonly insecure: boolean;
}

/** What is wrong with the arguments, in a sentence. */
export class UsageError extends Error {}

/** Or `undefined` where help is asked for. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [url, ...more] = positionals;
  const { origin, data, method = data === undefined ? 'GET' : 'POST', header = [], mode } = values;
  if (url === undefined) throw new UsageError('Expected a URL.');
  if (more.length > 0) throw new UsageError(`Expected one URL; got ${positionals.join(' ')}.`);
  // `localhost:3000` is a URL too, of the scheme localhost.
  if (!URL.canParse(url) || /^(?![a-z][a-z\d+.-]*:\/\/)[^/]*:\d/i.test(url)) {
    throw new UsageError(`Expected a whole URL, such as http://localhost:3000/items; got ${url}.`);
  }
  if (origin === undefined) {
    const what = 'the origin of the page that asks, such as https://app.example.com';
    throw new UsageError(`Expected --origin ORIGIN, ${what}.`);
  }
  if (!isHeaderValue(values.cookie ?? '')) throw new UsageError("Expected cookies such as 'a=1; b=2'.");
  try {
    checkPageOrigin(origin);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return {
    url,
    origin,
    cookie: values.cookie,
    call: {
      method,
      headers: header.map(readHeader),
      ...(data === undefined ? {} : { body: data }),
      ...(values.credentials === true ? { credentials: 'include' as const } : {}),
      ...(mode === undefined ? {} : { mode: mode as Mode }),
    },
    preflight: values.preflight ?? false,
    audit: values.audit ?? false,
    json: values.json ?? false,
    insecure: values.insecure ?? false,
  };
}

const OPTIONS = {
  origin: { type: 'string', short: 'o' },
  method: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H', multiple: true },
  data: { type: 'string', short: 'd' },
  credentials: { type: 'boolean', short: 'c' },
  cookie: { type: 'string' },
  mode: { type: 'string' },
  preflight: { type: 'boolean' },
  audit: { type: 'boolean' },
  json: { type: 'boolean' },
  insecure: { type: 'boolean', short: 'k' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\s*To specify [^]*$/, '').replace(/\s+/g, ' '));
  }
}

function readHeader(text: string): Header {
  const at = text.indexOf(':');
  if (at < 1) {
    throw new UsageError(`Expected a header such as 'Content-Type: application/json'; got ${text}.`);
  }
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
