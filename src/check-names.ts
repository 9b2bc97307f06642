import { isToken } from './grammar.ts';
import {
  FORBIDDEN_METHODS, FORBIDDEN_RESPONSE_HEADERS, isForbiddenRequestHeader, NORMALIZED_METHODS, REQUEST_ONLY_HEADERS,
  RESPONSE_ONLY_HEADERS,
} from './names.ts';
import { type Problem, type Report, wrongType } from './options-error.ts';

type Names = '*' | readonly string[];

/** `methods`: in the case that browsers send, since the standard compares them case-sensitively. */
export function checkMethods(value: unknown, report: Report): Names {
  return checkList('methods', value, ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'], normalizeMethod, checkMethod, report);
}

/** `allowedHeaders`: names that a script can set on a request. */
export function checkAllowedHeaders(value: unknown, report: Report): Names {
  return checkList('allowedHeaders', value, '*', (name) => name, checkRequestHeader, report);
}

/** `exposedHeaders`: names that a script can read from a response. With credentials browsers read `*` as a name. */
export function checkExposedHeaders(value: unknown, credentials: boolean, report: Report): Names {
  const names = checkList('exposedHeaders', value, [], (name) => name, checkResponseHeader, report);
  if (credentials && names === '*') {
    report('exposedHeaders', value, {
      code: 'exposed-star-with-credentials',
      message: "is '*', which with credentials browsers read as the name of one header (Fetch, 3.3.5). Write the names.",
    });
  }
  return names;
}

/** The names in an option, each checked; the first of those that differ in nothing but case. */
function checkList(
  option: string, value: unknown, absent: Names, normalize: (name: string) => string,
  check: (name: string) => Problem | undefined, report: Report,
): Names {
  if (value === undefined) return absent;
  if (value === '*') return '*';
  if (typeof value !== 'string' && !Array.isArray(value)) {
    report(option, value, wrongType(value, "an array of names, a comma-separated string, or '*'"));
    return absent;
  }
  const items: unknown[] = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : [...value];
  const names = new Map<string, string>();
  for (const [index, item] of items.entries()) {
    const place = typeof value === 'string' ? option : `${option}[${index}]`;
    if (typeof item !== 'string') {
      report(place, item, wrongType(item, 'a name'));
      continue;
    }
    const name = normalize(item);
    report(place, item, checkToken(item) ?? check(name));
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

function checkToken(name: string): Problem | undefined {
  if (name === '*') return { code: 'star-in-list', message: "is '*' in a list; any name is '*' alone, in place of the list.", suggestion: '*' };
  if (isToken(name)) return undefined;
  const trimmed = name.trim();
  return {
    code: 'not-a-token',
    message: `'${name}' is no name that HTTP can carry (RFC 9110, 5.6.2: letters, digits and !#$%&'*+-.^_\`|~). Write one name an item.`,
    ...(isToken(trimmed) && { suggestion: trimmed }),
  };
}

function normalizeMethod(name: string): string {
  const upper = name.toUpperCase();
  return NORMALIZED_METHODS.has(upper) ? upper : name;
}

function checkMethod(name: string): Problem | undefined {
  const upper = name.toUpperCase();
  if (FORBIDDEN_METHODS.has(upper)) {
    return { code: 'forbidden-method', message: `'${name}' is a method that no script can use (Fetch, 2.2.1). Leave it out.` };
  }
  if (name === upper) return undefined;
  return {
    code: 'method-case',
    message: `'${name}' would not allow '${upper}': methods are case-sensitive, and browsers change the case of ${[...NORMALIZED_METHODS].join(', ')} only. Write '${upper}'.`,
    suggestion: upper,
  };
}

function checkRequestHeader(name: string): Problem | undefined {
  const key = name.toLowerCase();
  if (RESPONSE_ONLY_HEADERS.has(key)) {
    return { code: 'response-header', message: `'${name}' is sent by servers; allowedHeaders lists what a page may send. Leave it out.` };
  }
  if (isForbiddenRequestHeader(key)) {
    return { code: 'forbidden-request-header', message: `'${name}' is a header that no script can set (Fetch, 2.2.2), so no preflight asks for it. Leave it out.` };
  }
  return undefined;
}

function checkResponseHeader(name: string): Problem | undefined {
  const key = name.toLowerCase();
  if (FORBIDDEN_RESPONSE_HEADERS.has(key)) {
    return { code: 'forbidden-response-header', message: `'${name}' is a header that no script can read (Fetch, 2.2.2), exposed or not. Leave it out.` };
  }
  if (REQUEST_ONLY_HEADERS.has(key) || key.startsWith('sec-fetch-')) {
    return { code: 'request-header', message: `'${name}' is sent by clients; exposedHeaders lists what a page may read from an answer. Leave it out.` };
  }
  return undefined;
}
