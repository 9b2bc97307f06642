// Runs one property, says how often and from which seed, and fails with the shrunk counterexample.
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/**
 * `PROPERTY_SEED` and `PROPERTY_PATH` (both printed by a failure) repeat a run; `PROPERTY_SCALE` multiplies
 * the runs, to look longer (10) or to look quickly (0.01).
 *
 * @param t the test's context, for what is printed
 * @param counter `{ cases }`, counted up by the property: one for each thing compared
 */
export async function check(t, property, runs, counter) {
  const seed = Number(process.env.PROPERTY_SEED ?? randomInt(2 ** 31));
  const numRuns = Math.ceil(runs * Number(process.env.PROPERTY_SCALE ?? 1));
  const path = process.env.PROPERTY_PATH;
  const result =
    await fc.check(property, { seed, numRuns, ...(path !== undefined && { path, endOnFailure: true }) });
  t.diagnostic(`${counter.cases} cases in ${result.numRuns} runs, seed ${seed}`);
  if (result.failed) {
    const cause = result.errorInstance;
    throw new Error(
      `${await fc.asyncDefaultReportMessage(result)}\nRepeat: PROPERTY_SEED=${result.seed} PROPERTY_PATH=${result.counterexamplePath}`,
      { cause }
    );
  }
}
