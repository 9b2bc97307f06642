import { isToken } from './grammar.ts';
import {
  FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, NORMALIZED_METHOD, REQUEST_HEADER, RESPONSE_HEADER,
} from './names.ts';
import { type Problem, problem, type Report, wrongType } from './options-error.ts';

/** The names in an option, as they go on the wire, or `'*'` for any. */
export type Names = '*' | readonly string[];

/** Reads `methods`, `allowedHeaders` or `exposedHeaders`. Of names that differ in case only, the first is kept. */
export function checkNames(option: string, value: unknown, check: (name: string) => Problem | undefined, report: Report): Names {
  if (value === '*') return '*';
  if (typeof value !== 'string' && !Array.isArray(value)) {
    report(option, value, wrongType(value, "an array of names, a comma-separated string, or '*'"));
    return [];
  }
  const names = new Map<string, string>();
  const items: readonly unknown[] = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : [...value];
  items.forEach((item, index) => {
    const place = Array.isArray(value) ? `${option}[${index}]` : option;
    if (typeof item !== 'string') return report(place, item, wrongType(item, 'a name'));
    report(place, item, checkToken(item) ?? check(item));
    const name = check === checkMethod ? normalizeMethod(item) : item;
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  });
  return [...names.values()];
}

function checkToken(name: string): Problem | undefined {
  if (name === '*') return problem('star-in-list', "Only a '*' that stands alone means any name. Write '*' in place of the list.", '*');
  if (isToken(name)) return undefined;
  const trimmed = name.trim();
  return problem('not-a-token', `'${name}' is no name to HTTP (RFC 9110, 5.6.2). Write letters, digits and hyphens, one name an item.`, isToken(trimmed) ? trimmed : undefined);
}

/** Methods are compared case-sensitively (Fetch, 4.8), and browsers normalize some and leave the others. */
export function checkMethod(name: string): Problem | undefined {
  if (FORBIDDEN_METHOD.test(name)) return problem('forbidden-method', `No page can use the method '${name}' (Fetch, 2.2.1). Leave it out.`);
  const upper = name.toUpperCase();
  if (normalizeMethod(name) === upper) return undefined;
  return problem('method-case', `'${name}' would not allow '${upper}': methods are case-sensitive. Write '${upper}'.`, upper);
}

function normalizeMethod(name: string): string {
  return NORMALIZED_METHOD.test(name) ? name.toUpperCase() : name;
}

export function checkRequestHeader(name: string): Problem | undefined {
  if (RESPONSE_HEADER.test(name)) return problem('response-header', `'${name}' is sent by servers, not by pages. Leave it out.`);
  if (FORBIDDEN_REQUEST_HEADER.test(name)) return problem('forbidden-request-header', `No page can set '${name}' (Fetch, 2.2.2), so none asks for it. Leave it out.`);
  return undefined;
}

export function checkResponseHeader(name: string): Problem | undefined {
  if (REQUEST_HEADER.test(name)) return problem('request-header', `'${name}' is sent by clients, not by servers. Leave it out.`);
  if (FORBIDDEN_RESPONSE_HEADER.test(name)) return problem('forbidden-response-header', `No page can read '${name}' (Fetch, 2.2.2), exposed or not. Leave it out.`);
  return undefined;
}
