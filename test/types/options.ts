// What the compiler refuses, so that nobody has to start a server to learn it; and what it must not stand in
// the way of.

import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { createCorsPolicy, withCors, type CorsOptions, type OriginPredicate } from 'with-cors';

const handler = (): void => {};

// Every option, in every form that the table of options names.
createCorsPolicy();
createCorsPolicy({});
createCorsPolicy({ origin: '*' });
createCorsPolicy({ origin: true });
createCorsPolicy({ origin: false });
createCorsPolicy({ origin: 'https://app.example' });
createCorsPolicy({ origin: 'https://*.app.example' });
createCorsPolicy({ origin: /^https:\/\/app\.example$/ });
createCorsPolicy({ origin: ['https://app.example', /^https:\/\/app-\d\.example$/] });
createCorsPolicy({ origin: ['https://app.example'] as const });
createCorsPolicy({ origin: Object.freeze(['https://app.example']) });
createCorsPolicy({ origin: (origin) => origin.endsWith('.example') });
createCorsPolicy({ origin: async (origin) => origin.length > 10 });
createCorsPolicy({ origin: (origin, request) => origin === request.headers['x-tenant'] });
createCorsPolicy({
  methods: ['GET', 'POST'] as const, allowedHeaders: ['X-Token'] as const, exposedHeaders: ['ETag'] as const,
});
createCorsPolicy({ methods: 'GET,POST', allowedHeaders: 'X-Token, X-Trace', exposedHeaders: 'ETag' });
createCorsPolicy({ methods: '*', allowedHeaders: '*', exposedHeaders: '*' });
createCorsPolicy({ maxAge: 600, optionsSuccessStatus: 200, preflightContinue: true, blockDisallowed: true });
createCorsPolicy({ origin: ['https://app.example'], credentials: true });
createCorsPolicy({ origin: 'https://app.example', credentials: true });
createCorsPolicy({ origin: /^https:\/\/app\.example$/, credentials: true });
createCorsPolicy({ origin: () => true, credentials: true });
createCorsPolicy({ credentials: false });
declare const whether: boolean;
createCorsPolicy({ origin: 'https://app.example', credentials: whether });
// @ts-expect-error whoever may turn credentials on names the origins
createCorsPolicy({ credentials: whether });

// What comes from the environment is a plain string, and the check when the wrapper is made is what judges
// it.
const fromEnvironment: string = process.env['ORIGIN'] ?? 'https://app.example';
createCorsPolicy({ origin: fromEnvironment });
createCorsPolicy({ origin: fromEnvironment, credentials: true });
createCorsPolicy({ origin: fromEnvironment.split(','), credentials: true });
createCorsPolicy({
  methods: fromEnvironment, allowedHeaders: fromEnvironment, exposedHeaders: fromEnvironment,
});

// Options that are kept in a variable, or typed by name, serve as well as written-out ones.
const kept = { origin: ['https://app.example'], credentials: true, maxAge: 600 } as const;
createCorsPolicy(kept);
const named: CorsOptions = { origin: 'https://app.example', credentials: true };
createCorsPolicy(named);
withCors(handler, named);

// A policy is made once and serves wherever options do.
const policy = createCorsPolicy(named);
withCors(handler, policy);
withCors(handler);
// @ts-expect-error a policy is not an option of another
createCorsPolicy({ origin: policy });
// @ts-expect-error an object that only looks a little like one is neither policy nor options
withCors(handler, { decide: true });

// Credentials for any origin whatever.
// @ts-expect-error credentials without an origin
withCors(handler, { credentials: true });
// @ts-expect-error credentials without an origin
createCorsPolicy({ credentials: true });
// @ts-expect-error credentials without an origin, whatever else is said
createCorsPolicy({ credentials: true, maxAge: 600 });
// @ts-expect-error credentials with `true`, which is any origin
withCors(handler, { origin: true, credentials: true });
// @ts-expect-error credentials with `true`, which is any origin
createCorsPolicy({ origin: true, credentials: true });
// @ts-expect-error nor where the options are typed by name
const unsafe: CorsOptions = { credentials: true };

// Wrong names.
// @ts-expect-error allowHeaders: allowedHeaders is meant
createCorsPolicy({ allowHeaders: ['X-Token'] });
// @ts-expect-error origins: origin is meant
createCorsPolicy({ origins: ['https://app.example'] });
// @ts-expect-error exposeHeaders: exposedHeaders is meant
createCorsPolicy({ exposeHeaders: ['ETag'] });
// @ts-expect-error allowMethods: methods is meant
createCorsPolicy({ allowMethods: ['GET'] });
// @ts-expect-error maxAgeSeconds: maxAge is meant
createCorsPolicy({ maxAgeSeconds: 600 });
// @ts-expect-error nor beside credentials
createCorsPolicy({ origin: 'https://app.example', credentials: true, maxAgeSeconds: 600 });
// @ts-expect-error nor where the wrapper takes them
withCors(handler, { allowHeaders: ['X-Token'] });

// Wrong types.
// @ts-expect-error credentials as text
createCorsPolicy({ origin: 'https://app.example', credentials: 'true' });
// @ts-expect-error seconds as text
createCorsPolicy({ maxAge: '600' });
// @ts-expect-error a status as text
createCorsPolicy({ optionsSuccessStatus: '200' });
// @ts-expect-error a switch as a number
createCorsPolicy({ preflightContinue: 1 });
// @ts-expect-error a switch as null
createCorsPolicy({ blockDisallowed: null });
// @ts-expect-error an origin as a number
createCorsPolicy({ origin: 3000 });
// @ts-expect-error a list with a number in it
createCorsPolicy({ origin: ['https://app.example', 3000] });
// @ts-expect-error a list with a function in it
createCorsPolicy({ origin: [() => true] });
// @ts-expect-error a URL object, which is more than an origin
createCorsPolicy({ origin: new URL('https://app.example') });
// @ts-expect-error a method as an expression
createCorsPolicy({ methods: /^GET$/ });
// @ts-expect-error no list of header names
createCorsPolicy({ allowedHeaders: true });

// The predicate: an origin that is text, a request, a verdict.
const predicate: OriginPredicate = (origin, request) => {
  const text: string = origin;
  // @ts-expect-error the request is no `any`
  request.noSuchProperty;
  return text.length > 0;
};
createCorsPolicy({ origin: predicate });

// A predicate may take the request as the server that calls it has it.
createCorsPolicy({ origin: (origin, request: IncomingMessage) => request.socket.remoteAddress === origin });
createCorsPolicy({ origin: async (origin, request: IncomingMessage) => request.complete, credentials: true });
createCorsPolicy({ origin: (origin, request: Http2ServerRequest) => request.authority === origin });
createCorsPolicy({ origin: (origin, request: IncomingMessage | Http2ServerRequest) => request.complete });
withCors(handler, { origin: (origin, request: IncomingMessage) => request.complete });
const typedPredicate: OriginPredicate = (origin, request: IncomingMessage) => request.complete;
// @ts-expect-error but not something that no server has
createCorsPolicy({ origin: (origin, request: string) => request === origin });
// @ts-expect-error the callback of the cors package: return the verdict, or a promise of it
createCorsPolicy({ origin: (origin, callback: (error: null) => void) => callback(null) });
// @ts-expect-error a verdict that is not a boolean
createCorsPolicy({ origin: (origin) => origin.length });
// @ts-expect-error a promise of no boolean
createCorsPolicy({ origin: async (origin) => origin });
