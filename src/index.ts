// with-cors: the server's half of CORS for Node's own servers. MIT licence, in the file LICENSE beside this
// folder.
export type { CorsDecision, CorsDecisionMessage, CorsReason, CorsRequest } from './decision.ts';
export { CorsOptionsError, type CorsOptionsIssue } from './options/error.ts';
export type { CorsOptions, OriginPredicate } from './options/options.ts';
export { createCorsPolicy, type CorsPolicy } from './policy.ts';
export { withCors } from './with-cors.ts';
