// Random requests as lines on the wire, most of them near what a browser sends, some of them far from it.
import http from 'node:http';
import fc from 'fast-check';
import { lookAlikes } from './look-alikes.js';
import { samplesOf } from './policies.js';

const characters = (arbitrary) =>
  fc.array(arbitrary, { maxLength: 24 }).map((codes) => String.fromCharCode(...codes));
/** Any byte that a field value may have (RFC 9110, 5.5), now and then one that it may not. */
const bytes = fc.oneof(
  { weight: 6,
    arbitrary: characters(
      fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0x20, max: 0xff }) },
        { weight: 1, arbitrary: fc.constant(9) }
      )
    ) },
  { weight: 1,
    arbitrary: characters(fc.integer({ min: 1, max: 0xff }).filter((code) => code !== 10 && code !== 13)) },
);
const long = (text) =>
  fc.constantFrom(500, 511, 512, 513, 1024, 15_000).map(
    (length) => text.repeat(Math.ceil(length / text.length)).slice(0, length)
  );

const originValue = (policy) => fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...samplesOf(policy)) },
  { weight: 8, arbitrary: lookAlikes(samplesOf(policy)) },
  { weight: 3,
    arbitrary: fc.constantFrom(
      'https://evil.example', 'null', '', '*', 'null, null', '__proto__', 'constructor', 'toString',
      'http://localhost', 'file://'
    ) },
  { weight: 2, arbitrary: bytes },
  { weight: 1, arbitrary: long('https://a.example') },
);
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS') },
  { weight: 2,
    arbitrary: fc.constantFrom(
      'patch', 'get', 'Put', 'QUERY', 'PROPFIND', 'x-own', 'X-OWN', 'TRACE', '__proto__', '*'
    ) },
  { weight: 1, arbitrary: fc.constantFrom('', 'G T', 'GET,PUT', 'GET, PUT', '"', '(') },
  { weight: 1, arbitrary: bytes },
);
const name = fc.constantFrom(
  'content-type', 'Authorization', 'authorization', 'x-token', 'X-TOKEN', 'x-requested-with', 'if-match',
  'a!b', 'x', '*', 'origin', '__proto__', 'accept'
);
const separator = fc.constantFrom(',', ', ', ' , ', ',,', ', ,\t', '\t,');
const asked = fc.oneof(
  { weight: 8,
    arbitrary: fc.tuple(
      fc.array(name, { maxLength: 5 }), separator, fc.constantFrom('', '', ' ', ',', ', ')
    ).map(([names, between, end]) => names.join(between) + end) },
  { weight: 1, arbitrary: fc.constantFrom('x y', 'x;y', '"x"', 'x,\xe9', 'x/y', ',', '') },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: fc.oneof(long('x-token,'), long(','), long('a'), long(' ,\t')) },
);
const site = fc.constantFrom(
  'same-origin', 'same-origin', 'cross-site', 'same-site', 'none', '', 'Same-Origin',
  'same-origin, same-origin', '\xff'
);

/** What `Host` says: mostly what the Origin says, in the ways in which the two can be equal or nearly so. */
const hostFor = (origin) => {
  // so that it may be put into upper case
  const authority = origin.slice(origin.indexOf('://') + 3).replace(/[^\x21-\x7e]/g, '');
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('api.example') },
    { weight: 3,
      arbitrary: fc.constantFrom(
        authority, authority.toUpperCase(), authority.replace(/:[0-9]+$/, ''),
        `${authority.replace(/:[0-9]+$/, '')}:443`, `${authority.replace(/:[0-9]+$/, '')}:80`,
        `${authority}:8080`, `${authority}.`, `a${authority}`
      ) },
  );
};

const anyCase = (text) => fc.constantFrom(text, text.toLowerCase(), text.toUpperCase());
/** None, one, or now and then several lines of the same name. */
function lines(field, value, absent = 1) {
  return fc.oneof(
    { weight: absent, arbitrary: fc.constant([]) },
    { weight: 8, arbitrary: fc.tuple(anyCase(field), value).map((line) => [line]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(anyCase(field), value), { minLength: 2, maxLength: 3 }) },
  );
}

const METHODS = http.METHODS.filter((each) => each !== 'CONNECT');

/** @param methods what the transport can carry: HTTP/1's parser knows a list, HTTP/2 takes any token */
export function requestsFor(policy, { version, methods = METHODS }) {
  return originValue(policy).chain((origin) => fc.record({
    version: version === undefined ? fc.constantFrom('1.1', '1.1', '1.1', '1.0') : fc.constant(version),
    method: fc.oneof(
      { weight: 5, arbitrary: fc.constant('OPTIONS') },
      { weight: 4, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE') },
      { weight: 1, arbitrary: fc.constantFrom(...methods) }
    ),
    host: hostFor(origin),
    lines: fc.tuple(
      lines(
        'Origin',
        fc.oneof({ weight: 9, arbitrary: fc.constant(origin) }, { weight: 1, arbitrary: fc.constant('') }), 2
      ),
      lines('Access-Control-Request-Method', method, 2),
      lines('Access-Control-Request-Headers', asked, 3),
      lines('Sec-Fetch-Site', site, 14),
      lines('X-Other', fc.constant('1'), 14),
    ).chain((groups) => fc.shuffledSubarray(groups.flat(), { minLength: groups.flat().length })),
  }));
}

/** The request's bytes. One connection each, so that an answer ends where the connection does. */
export function bytesOf({ version, method: verb, host, lines: fields }) {
  const head = [
    `${verb} /path HTTP/${version}`, `Host: ${host}`, ...fields.map(([field, value]) => `${field}: ${value}`),
    'Connection: close'
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

/**
 * The same as a server receives it: names in lower case, white space around values gone, repeated lines
 * joined.
 */
export function receivedOf({ method: verb, host, lines: fields }) {
  const headers = { host: host.trim() };
  for (const [field, value] of fields) {
    const key = field.toLowerCase();
    const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
    headers[key] = headers[key] === undefined ? trimmed : `${headers[key]}, ${trimmed}`;
  }
  return { method: verb, headers };
}
