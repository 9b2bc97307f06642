import { type Problem, problem } from './error.ts';

export function checkRegExp(expression: RegExp, _: boolean): Problem | undefined {
  const { source, flags } = expression;
  if (!/^\^.*(?<!\\)(\\\\)*\$$/s.test(source)) {
    return problem('regexp-not-anchored', `${expression} matches a part of an origin. Write ^ and $.`,
      new RegExp(`^(?:${source.replace(/^\^/, '')})$`, flags));
  }
  return undefined;
}
