/** @param {readonly number[]} numbers @param {number} share 0.5 is the median */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at % 1);
}

/** @param {readonly number[]} numbers */
export const median = (numbers) => quantile(numbers, 0.5);

/**
 * What was measured, as a median and the quarter of the rounds on either side of it.
 * @param {readonly number[]} numbers
 */
export const spread = (numbers) => ({ median: median(numbers), low: quantile(numbers, 0.25), high: quantile(numbers, 0.75) });
