// Everything that the entry exports, with the shape that it promises.

import type { IncomingMessage } from 'node:http';
import { CorsOptionsError, createCorsPolicy, withCors } from 'with-cors';
import type {
  CorsDecision,
  CorsDecisionMessage,
  CorsOptions,
  CorsOptionsIssue,
  CorsPolicy,
  CorsReason,
  CorsRequest,
  OriginPredicate,
} from 'with-cors';
import { holds, type Same } from './same-type.ts';

// @ts-expect-error there is no default export
import nothing from 'with-cors';
// @ts-expect-error nor a way past the entry
import {} from 'with-cors/dist/index.js';

// A policy decides about whatever has a method and headers, a request of Node's included.
const policy: CorsPolicy = createCorsPolicy();
declare const incoming: IncomingMessage;
const plain: CorsRequest = { method: 'GET', headers: { origin: 'https://app.example' } };
const decision: CorsDecision = await policy.decide(plain);
await policy.decide(incoming);
await policy.decide({ method: 'GET', headers: {} });
// @ts-expect-error a request without headers is none
await policy.decide({ method: 'GET' });
// @ts-expect-error a URL is not a request
await policy.decide('https://app.example');

holds<Same<CorsDecision['kind'], 'not-cors' | 'cors' | 'preflight'>>();
holds<Same<CorsDecision['allowed'], boolean>>();
holds<Same<CorsDecision['message'], string>>();
holds<Same<CorsDecision['reason'], CorsReason>>();
holds<
  Same<
    CorsReason,
    | 'allowed'
    | 'not-cors'
    | 'same-origin'
    | 'origin-not-allowed'
    | 'method-not-allowed'
    | 'headers-not-allowed'
    | 'origin-check-failed'
  >
>();
const headerValue: string | undefined = Object.values(decision.headers)[0];

// The error is a TypeError with its issues, none of which can be taken away.
const error = new TypeError() as CorsOptionsError;
const asTypeError: TypeError = error;
if (asTypeError instanceof CorsOptionsError) {
  holds<Same<typeof asTypeError.issues, readonly CorsOptionsIssue[]>>();
}
// @ts-expect-error the issues are read-only
error.issues = [];
// @ts-expect-error as a list, too
error.issues.pop();
declare const issue: CorsOptionsIssue;
const option: string = issue.option;
const code: string = issue.code;
const message: string = issue.message;
const value: unknown = issue.value;
holds<'suggestion' extends keyof CorsOptionsIssue ? true : false>();

// What the diagnostics channel publishes.
declare const published: CorsDecisionMessage;
const publishedDecision: CorsDecision = published.decision;
holds<'request' extends keyof CorsDecisionMessage ? true : false>();
holds<'response' extends keyof CorsDecisionMessage ? true : false>();
holds<'error' extends keyof CorsDecisionMessage ? true : false>();

// The rest can be named.
const predicate: OriginPredicate = (origin) => origin === 'https://app.example';
const options: CorsOptions = { origin: predicate };
withCors(() => {}, options);
