import type { CompiledPolicy } from './compile-policy.ts';
import type { CorsDecision, CorsReason, CorsRequest } from './decision.ts';
import { printable } from './grammar.ts';
import { OriginCheckFailure, type OriginVerdict } from './origin-check.ts';
import { isCrossOrigin, isPreflight } from './request.ts';
import { listHead, toRecord } from './response-fields.ts';

/** What a policy says of a request whose origin has been checked, in full: headers, reason and sentence. */
export function describeDecision(policy: CompiledPolicy, request: CorsRequest, verdict: OriginVerdict): CorsDecision {
  const { origin } = request.headers;
  const preflight = isPreflight(request);
  const accepted = preflight && verdict === true ? policy.preflight(request.headers) : undefined;
  const headers = toRecord(accepted?.fields ?? listHead(policy.head(request, verdict === true)));
  const { reason, message } = judge(policy, request, verdict, preflight);
  const allowed = reason === 'allowed' || reason === 'not-cors' || reason === 'same-origin';
  return { kind: preflight ? 'preflight' : origin === undefined ? 'not-cors' : 'cors', allowed, reason, message, headers };
}

function judge(policy: CompiledPolicy, request: CorsRequest, verdict: OriginVerdict, preflight: boolean): { reason: CorsReason; message: string } {
  const { origin } = request.headers;
  const shown = printable(origin ?? '');
  if (verdict instanceof OriginCheckFailure) {
    return { reason: 'origin-check-failed', message: `The origin '${shown}' could not be checked: the function in the option 'origin' threw or rejected.` };
  }
  if (origin === undefined) return { reason: 'not-cors', message: 'The request has no Origin, so CORS is not asked.' };
  if (!verdict) {
    return !preflight && !isCrossOrigin(request)
      ? { reason: 'same-origin', message: `The origin '${shown}' is the server's own, so CORS is not asked.` }
      : { reason: 'origin-not-allowed', message: originNotAllowed(origin) };
  }
  return (preflight ? policy.objection(request.headers) : undefined) ?? { reason: 'allowed', message: `The origin '${shown}' is allowed.` };
}

/** The sentence for an origin that a policy doesn't allow, in decisions and in the answer itself. */
export function originNotAllowed(origin: string): string {
  return `Not allowed by CORS: the origin '${printable(origin)}' is not in the option 'origin'.`;
}
