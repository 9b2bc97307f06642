// The mutants that may live, by why: what they change can't be told from outside. Each is written as the report writes it.

/** @type {Record<string, string[]>} */
const reasons = {
  'Only speed: more expressions are tried, and found to be fast.': [
    'bounded-regexp.ts: /\\)[*+{]|[*+{][^*+{]*[*+{][^*+{]*[*+{]/ -> /\\)[*+{]|[^*+{][^*+{]*[*+{][^*+{]*[*+{]/',
    'bounded-regexp.ts: /\\)[*+{]|[*+{][^*+{]*[*+{][^*+{]*[*+{]/ -> /\\)[*+{]|[*+{][^*+{]*[^*+{][^*+{]*[*+{]/',
    'bounded-regexp.ts: /\\)[*+{]|[*+{][^*+{]*[*+{][^*+{]*[*+{]/ -> /\\)[*+{]|[*+{][^*+{]*[*+{][^*+{]*[^*+{]/',
  ],
  'Only on a busy machine, where the time of the first try can pass while nothing of it runs.': [
    'bounded-regexp.ts: matchesAny(whole, [origin], LIMIT) ?? matchesAny(whole, [origin], LIMIT) -> matchesAny(whole, [origin], LIMIT) && matchesAny(whole, [origin], LIMIT)',
    'bounded-regexp.ts: [origin] -> []',
  ],
  'A greedy .* goes to the end in any case.': [
    'bounded-regexp.ts: /[()[\\]{}*+?|^$\\\\].*$/s -> /[()[\\]{}*+?|^$\\\\].*/s',
  ],
  'The error is thrown whatever the list is.': [
    'check-names.ts: [] -> ["Stryker was here"]',
  ],
  'Allows an origin that no client has reason to send.': [
    'check-options.ts: [] -> ["Stryker was here"]',
  ],
  'There are always options; the type of an index says that there may be none.': [
    'check-options.ts: meant !== undefined -> true',
  ],
  'Either case serves to compare without regard to case.': [
    'check-options.ts: name.toLowerCase() -> name.toUpperCase()',
    'vary.ts: name.toLowerCase() -> name.toUpperCase()',
  ],
  'A star before the first label star is a star too many, found in the next lines.': [
    'check-origin.ts: /^([^*]*:\\/\\/)\\*\\.(?!\\.)/ -> /([^*]*:\\/\\/)\\*\\.(?!\\.)/',
  ],
  'Only speed: what is not plain the URL parser judges, and no otherwise.': [
    'check-origin.ts: /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/ -> /^https:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/',
    'check-origin.ts: /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/ -> /^https?:\\/\\/(\\*\\.)((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/',
    'check-origin.ts: /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/ -> /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)(?!xn--)[a-z][a-z\\d-]*)$/',
    'check-origin.ts: /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/ -> /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]\\.)*(?!xn--)[a-z][a-z\\d-]*)$/',
    'check-origin.ts: /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-]*)$/ -> /^https?:\\/\\/(\\*\\.)?((?:(?!xn--)[a-z\\d-]+\\.)*(?!xn--)[a-z][a-z\\d-])$/',
    'check-origin.ts: name !== undefined -> false',
  ],
  'Without a match there is no second group, whatever stands for the whole.': [
    'check-origin.ts: [] -> ["Stryker was here"]',
  ],
  'Only speed: without a star there is nothing to take off.': [
    'check-origin.ts: \'*\' -> ""',
  ],
  'The URL parser lets a host begin with [ or end in numbers only if it is an IP address.': [
    'check-origin.ts: /^\\[|^\\d+(\\.\\d+){3}$/ -> /\\[|^\\d+(\\.\\d+){3}$/',
    'check-origin.ts: /^\\[|^\\d+(\\.\\d+){3}$/ -> /^\\[|\\d+(\\.\\d+){3}$/',
  ],
  'The same: a function without a return gives undefined.': [
    'bounded-regexp.ts: { return undefined; } -> {}',
    'check-origin.ts: { return undefined; } -> {}',
  ],
  'The URL parser lets a host have brackets, or end in numbers, only if the whole is an IP address.': [
    'check-origin.ts: /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|^\\[::1\\]$/ -> /^(.*\\.)?localhost$|127(\\.\\d+){3}$|^\\[::1\\]$/',
    'check-origin.ts: /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|^\\[::1\\]$/ -> /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|\\[::1\\]$/',
    'check-origin.ts: /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|^\\[::1\\]$/ -> /^(.*\\.)?localhost$|^127(\\.\\d+){3}$|^\\[::1\\]/',
  ],
  'Without a host there is no suggestion whatever the scheme.': [
    'check-origin.ts: \'\' -> "Stryker was here!"',
  ],
  'One more look-alike to try, of no host.': [
    'check-regexp.ts: [] -> ["Stryker was here"]',
  ],
  'Without an Origin it is not shown.': [
    'decide.ts: \'\' -> "Stryker was here!"',
  ],
  'Only speed: what is not found inside is asked in public. (A Node that keeps fields elsewhere is such a mutant.)': [
    'handler-fields.ts: { const probe = new OutgoingMessage(); probe.setHeader(\'Vary\', \'*\'); return Object.getOwnPropertySymbols(probe).find((sy -> {}',
    'handler-fields.ts: \'*\' -> ""',
    'handler-fields.ts: (symbol) => (probe as unknown as Record<symbol, SetFields | undefined>)[symbol]?.[\'vary\'] !== undefined -> () => undefined',
    'handler-fields.ts: (probe as unknown as Record<symbol, SetFields | undefined>)[symbol]?.[\'vary\'] !== undefined -> false',
    'handler-fields.ts: (probe as unknown as Record<symbol, SetFields | undefined>)[symbol]?.[\'vary\'] -> (probe as unknown as Record<symbol, SetFields | undefined>)[symbol][\'vary\']',
    'handler-fields.ts: \'vary\' -> ""',
    'handler-fields.ts: FIELDS !== undefined && response.getHeader === nodesGetHeader -> false',
    'handler-fields.ts: FIELDS !== undefined -> true',
    'handler-fields.ts: FIELDS !== undefined -> FIELDS === undefined',
  ],
  'Only where FIELDS is not found: elsewhere what was set and removed is read like what is set.': [
    'handler-fields.ts: Object.keys(fields).length === 0 -> false',
  ],
  "Only speed: whatever is taken for a name of CORS's is compared with each of the names afterwards.": [
    'handler-fields.ts: name.length === 4 || name.length > 26 -> true',
    'handler-fields.ts: name.length > 26 -> name.length >= 26',
    'handler-fields.ts: /^(vary|access-control-(allow-(origin|credentials)|expose-headers))$/i -> /(vary|access-control-(allow-(origin|credentials)|expose-headers))$/i',
    'handler-fields.ts: /^(vary|access-control-(allow-(origin|credentials)|expose-headers))$/i -> /^(vary|access-control-(allow-(origin|credentials)|expose-headers))/i',
  ],
  'Only speed: no string with such characters is in a list of origins.': [
    'origin-check.ts: typeof option === \'function\' || option.some((item) => item instanceof RegExp) -> true',
  ],
  'A pattern that nobody can send.': [
    'origins.ts: [] -> ["Stryker was here"]',
  ],
  'Only speed: an empty set has nothing.': [
    'origins.ts: patterns.length + expressions.length === 0 -> false',
    'origins.ts: tailLengths.size === 0 -> false',
  ],
  'Only speed: the look-up of the whole pattern decides.': [
    'origins.ts: pattern.startsWith(\'*.\', hostStart) -> true',
    'origins.ts: \'*.\' -> ""',
    'origins.ts: \':*\' -> ""',
    'origins.ts: tailLengths.has(hostEnd - at) -> true',
  ],
  'Only speed: nothing without a scheme is among the patterns.': [
    'origins.ts: hostStart === 0 -> false',
  ],
  'At the end of the host there is no dot, and what is there is no character of a label.': [
    'origins.ts: at < hostEnd -> at <= hostEnd',
  ],
  'Where there is no bracket, both are before the host.': [
    'origins.ts: \'[\' -> ""',
    'origins.ts: -1 -> +1',
  ],
  'A list that is not empty has a member.': [
    'grammar.ts: value.match(/[^\\t ,]+/g)?.join -> value.match(/[^\\t ,]+/g).join',
  ],
  'Only speed: to replace nothing.': [
    'grammar.ts: !/[^ -~]/.test(cut) -> false',
  ],
  'Neither is a token, or a list of tokens.': [
    'preflight.ts: \'\' -> "Stryker was here!"',
  ],
  'Only speed: to merge with no Vary gives the same.': [
    'response-fields.ts: set?.[\'vary\'] === undefined -> false',
  ],
  'Takes off what is not there, or is set again in the next line.': [
    'response-fields.ts: head.allowOrigin === undefined && set[\'access-control-allow-origin\'] !== undefined -> true',
    'response-fields.ts: head.allowOrigin === undefined && set[\'access-control-allow-origin\'] !== undefined -> head.allowOrigin === undefined || set[\'access-control-allow-origin\'] !== undefined',
    'response-fields.ts: head.allowOrigin === undefined -> true',
    'response-fields.ts: set[\'access-control-allow-origin\'] !== undefined -> true',
    'response-fields.ts: !head.allowCredentials && set[\'access-control-allow-credentials\'] !== undefined -> true',
    'response-fields.ts: !head.allowCredentials && set[\'access-control-allow-credentials\'] !== undefined -> !head.allowCredentials || set[\'access-control-allow-credentials\'] !== undefined',
    'response-fields.ts: set[\'access-control-allow-credentials\'] !== undefined -> true',
  ],
  'Only speed: the way for every other shape says the same.': [
    'response-fields.ts: untouched && composeObject(head, fields) -> false',
    'response-fields.ts: { const list: unknown[] = []; for (const name in fields) { if (!hasOwn.call(fields, name)) continue; if (isCorsName(name -> {}',
    'response-fields.ts: isCorsName(name) -> true',
  ],
  'A pair that is none: Node throws at it.': [
    'response-fields.ts: [] -> ["Stryker was here"]',
    'response-fields.ts: \'\' -> "Stryker was here!"',
  ],
  'Only speed: a function of its own for each response does the same.': [
    'response-head.ts: writeHead === nodesWriteHead -> false',
  ],
  'The value is filled in for each preflight.': [
    'preflight.ts: \'*\' -> ""',
  ],
  'Any name serves, as long as all copies of the library use the same.': [
    'response-head.ts: \'with-cors\' -> ""',
  ],
  'Only speed: to spread nothing.': [
    'with-cors.ts: rest.length === 0 -> false',
  ],
};

export const survivors = Object.entries(reasons).flatMap(([why, changes]) => changes.map((change) => ({ change, why })));
