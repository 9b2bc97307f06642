export type { CorsDecision, CorsDecisionMessage, CorsReason, CorsRequest } from './decision.ts';
export type { CorsOptions, OriginPredicate } from './options.ts';
export { CorsOptionsError, type CorsOptionsIssue } from './options-error.ts';
export { createCorsPolicy, type CorsPolicy } from './policy.ts';
export { withCors } from './with-cors.ts';
