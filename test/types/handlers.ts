// A wrapped handler has the types that the handler has, wherever Node or a framework takes a listener.

import http, { IncomingMessage, ServerResponse } from 'node:http';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { createCorsPolicy, withCors } from 'with-cors';
import { holds, type Same } from './same-type.ts';

// http.createServer infers both parameters, without options and with them.
http.createServer(
  withCors((req, res) => {
    holds<Same<typeof req, IncomingMessage>>();
    res.writeHead(200, { 'Content-Type': 'text/plain' }).end(req.url);
    // @ts-expect-error the response is no `any`
    res.noSuchMethod();
    // @ts-expect-error the request is no `any`
    req.noSuchProperty;
  }),
);
http.createServer(
  withCors(
    (req, res) => {
      holds<Same<typeof req, IncomingMessage>>();
      res.end(req.method);
      // @ts-expect-error the response is no `any`
      res.noSuchMethod();
    },
    { origin: 'https://app.example', credentials: true },
  ),
);
http.createServer(
  { keepAlive: true },
  withCors((req, res) => {
    res.end(req.headers.host);
  }, createCorsPolicy()),
);
http.createServer().on(
  'request',
  withCors((req, res) => {
    res.end(req.headers.host);
  }),
);

// So does the type that a listener goes by when it is kept in a variable.
const listener: http.RequestListener = withCors((req, res) => {
  res.end(req.url);
});
http.createServer(withCors(listener));
http.createServer(
  withCors(async (req, res) => {
    res.end(req.url);
  }),
);
http.createServer(withCors(() => {}));
// @ts-expect-error a listener of node:http is none of node:http2
http2.createServer(withCors(listener));

// https.createServer does too.
https.createServer(
  withCors((req, res) => {
    holds<Same<typeof req, IncomingMessage>>();
    res.writeHead(200).end(req.url);
    // @ts-expect-error the response is no `any`
    res.noSuchMethod();
  }),
);
https.createServer(
  { key: '', cert: '' },
  withCors(
    (req, res) => {
      holds<Same<typeof req, IncomingMessage>>();
      res.end(req.url);
    },
    { origin: ['https://app.example'] },
  ),
);

// node:http2, compatibility API: inferred for clear text, with the parameters annotated for both.
http2.createServer(
  withCors((req, res) => {
    holds<Same<typeof req, Http2ServerRequest>>();
    res.stream.respond({ ':status': 204 });
  }),
);
http2.createServer(
  withCors((req: Http2ServerRequest, res: Http2ServerResponse) => {
    res.stream.respond({ ':status': 204 });
  }),
);
http2.createSecureServer(
  { allowHTTP1: true },
  withCors(
    (req: Http2ServerRequest, res: Http2ServerResponse) => {
      res.end(req.authority);
    },
    { origin: /^https:\/\/app\.example$/ },
  ),
);

// One handler for both protocols.
const either =
  withCors((req: IncomingMessage | Http2ServerRequest, res: ServerResponse | Http2ServerResponse) => {
  res.setHeader('content-type', 'text/plain');
});
http.createServer(either);
http2.createServer(either);

// Middleware in connect's style: three parameters in, three parameters out.
type Next = (error?: unknown) => void;
const middleware = withCors((req: IncomingMessage, res: ServerResponse, next: Next) => {
  next();
});
declare const app: { use(middleware: (req: IncomingMessage, res: ServerResponse, next: Next) => void): void };
app.use(middleware);
app.use(
  withCors((req, res, next) => {
    next(new Error(req.url));
  }),
);
declare const req: IncomingMessage, res: ServerResponse;
middleware(req, res, () => {});
// @ts-expect-error a handler that needs `next` needs it still when it is wrapped
middleware(req, res);
// @ts-expect-error and a server has none to give
http.createServer(middleware);

// A request class and a response class of one's own.
class SignedRequest extends IncomingMessage {
  signature = '';
}
class TimedResponse<R extends IncomingMessage> extends ServerResponse<R> {
  began = 0;
}
const classes = { IncomingMessage: SignedRequest, ServerResponse: TimedResponse };
http.createServer(
  classes,
  withCors((req: SignedRequest, res: TimedResponse<SignedRequest>) => {
    res.end(`${req.signature} ${res.began}`);
  }),
);
http.createServer(
  classes,
  withCors((req, res) => {
    res.end(`${req.signature} ${res.began}`);
  }),
);
// @ts-expect-error a handler that needs a signed request is not given plain ones
http.createServer(withCors((req: SignedRequest) => req.signature));

// `this` is the handler's.
const counted = withCors(function (this: { count: number }, req: IncomingMessage, res: ServerResponse) {
  this.count += 1;
});
counted.call({ count: 0 }, req, res);
// @ts-expect-error a handler that needs a `this` is not called without it
counted(req, res);

// What the handler returns is nobody's to use: a server ignores it, and a linter would ask to await a
// promise.
const numbered = withCors((req: IncomingMessage, res: ServerResponse) => 42);
holds<Same<ReturnType<typeof numbered>, void>>();
const promised = withCors(async (req: IncomingMessage, res: ServerResponse) => 'done');
holds<Same<ReturnType<typeof promised>, void>>();
declare const use: (handler: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>) => void;
use(withCors(async (req, res) => 'done'));

// An upgrade listener's parameters are inferred.
const upgraded = withCors(async (req: IncomingMessage, socket: Duplex, head: Buffer) => {});
http.createServer().on('upgrade', upgraded);
https.createServer().on(
  'upgrade',
  withCors(
    (req, socket, head) => {
      holds<Same<typeof req, IncomingMessage>>();
      holds<Same<typeof socket, Duplex>>();
      const bytes: Buffer = head;
      // @ts-expect-error the head is not `any`
      head.noSuchMethod();
    },
    { origin: 'https://app.example' },
  ),
);

// An application is a listener of several signatures, such as Express's; when it is wrapped it is one of
// Node's.
interface Several {
  (req: IncomingMessage, res: ServerResponse): void;
  (req: IncomingMessage & { params: object }, res: ServerResponse & { json(): void }, next: Next): void;
  listen(): void;
}
declare const several: Several;
const wrapped = withCors(several, { origin: 'https://app.example' });
holds<Same<typeof wrapped, http.RequestListener>>();
declare const callback: { listen(): void; callback(): http.RequestListener };
http.createServer(withCors(callback.callback()));
// @ts-expect-error an application that is not a listener itself, such as Koa's, is not a handler
withCors(callback);
// @ts-expect-error nor is one of node:http one of node:http2
http2.createServer(withCors(several));

// What a framework passes on beside the two is optional, such as Next's parsed URL or sirv's `next`.
declare const rest: (req: IncomingMessage, res: ServerResponse, url?: { query: object }) => Promise<void>;
http.createServer(withCors(rest, { origin: 'https://app.example' }));
http.createServer(withCors((req, res) => rest(req, res)));

// A function of one's own may wrap whatever listener it is given.
const serve = <L extends http.RequestListener>(given: L) => http.createServer(withCors(given));
const wrap = <Q extends IncomingMessage>(given: (req: Q, res: ServerResponse) => void): typeof given =>
  withCors(given);

// What is not a handler is refused.
// @ts-expect-error no handler at all
withCors();
// @ts-expect-error options where the handler belongs
withCors({ origin: '*' });
// @ts-expect-error the handler's name in place of the handler
withCors('handler');
