// A small generator with a seed, so that a run can be repeated (mulberry32, by Tommy Ettinger, public
// domain).

export interface Random {
  below(limit: number): number;
  one<T>(from: readonly T[]): T;
  some<T>(from: readonly T[], atMost: number): T[];
  chance(of: number): boolean;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    one: (from) => from[below(from.length)]!,
    some(from, atMost) {
      const rest = [...from];
      return Array.from(
        { length: Math.min(below(atMost + 1), rest.length) },
        () => rest.splice(below(rest.length), 1)[0]!,
      );
    },
    chance: (of) => next() < of,
  };
}
