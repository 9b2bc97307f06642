// What the library is to reach, and whether this run says that it does. Nothing fails here: a machine with other work to do is no defect.
import { table } from './table.js';

/** @typedef {{ contender: string, ratio: import('./table.js').Spread }} Measured */

/**
 * The worst case of a group: where the request is as the parser hands it over, as it is for what wraps a listener, and where
 * something before has read `req.headers`.
 * @param {string} what @param {number} atMost @param {RegExp} group
 */
const worstOf = (what, atMost, group) => [false, true].map((read) => ({
  what: `${what}, over by hand, worst case${read ? ', `req.headers` read before' : ''}`,
  most: atMost,
  measured: (/** @type {any} */ results) => {
    const ratios = (results.inProcess ?? []).filter((/** @type {any} */ each) => group.test(each.group) && each.read === read)
      .map((/** @type {any} */ each) => each.contenders.find((/** @type {Measured} */ { contender }) => contender === 'with-cors').ratio.median);
    return ratios.length > 0 ? Math.max(...ratios) : undefined;
  },
}));

/** @param {any[] | undefined} list @param {(each: any) => number | undefined} figure */
const most = (list, figure) => list && Math.max(...list.map((each) => figure(each) ?? -Infinity));

/** @param {any} wire @param {string} name */
const rate = (wire, name) => wire?.servers.find((/** @type {any} */ { server }) => server === name).ratio.median;

/**
 * @typedef Target
 * @property {string} what
 * @property {number} [least]
 * @property {number} [most]
 * @property {string} [unit]
 * @property {(results: any) => number | undefined} measured
 * @property {(results: any) => number | undefined} [noise] by how much two that are equal differed in this run
 */
/** @type {Target[]} */
const targets = [
  ...worstOf('actual, handler uses `setHeader`', 1.05, /setHeader/),
  ...worstOf('actual, handler uses `writeHead`', 1.15, /writeHead/),
  ...worstOf('preflight', 1.05, /^preflight/),
  ...worstOf('10,000 origins', 1.1, /10,000/),
  { what: '1,000,000 origins over 10, time per decision, the same ten asked for', most: 1.2, measured: ({ growth }) => most(growth, ({ sameTenOverTen }) => sameTenOverTen.median) },
  { what: '1,000,000 origins over 10, time per decision, any asked for', most: 1.2, measured: ({ growth }) => most(growth, ({ anyOverTen }) => anyOverTen.median) },
  { what: '1,000,000 origins, start-up', most: 1500, unit: 'ms', measured: ({ growth }) => most(growth, ({ startUpMilliseconds }) => startUpMilliseconds) },
  { what: '1,000,000 origins, beyond the strings', most: 250, unit: 'bytes an origin', measured: ({ growth }) => most(growth, ({ bytesAnOrigin }) => bytesAnOrigin) },
  { what: 'up to 15 KB of hostile header, over the bare handler, on the wire', most: 3, measured: ({ hostile }) => most(hostile, ({ overBareOnTheWire }) => overBareOnTheWire.median) },
  { what: 'requests per second over by hand', least: 0.98, measured: ({ wire }) => rate(wire, 'with-cors'), noise: ({ wire }) => wire && Math.abs(rate(wire, 'by hand again') - 1) },
  { what: 'nobody listens to `with-cors:decision`, over no channel at all', most: 1.01, measured: ({ silentChannel }) => silentChannel?.ratio.median },
  { what: 'import beyond `node:http`', most: 5, unit: 'ms', measured: ({ weight }) => weight?.[0].importMilliseconds.median },
  { what: 'package, unpacked', most: 60_000, unit: 'bytes', measured: ({ weight }) => weight?.[0].unpacked },
  { what: 'minified and compressed', most: 6000, unit: 'bytes', measured: ({ weight }) => weight && Math.min(weight[0].gzip, weight[0].brotli) },
];

/** @param {any} results of the parts that ran */
export const judge = (results) => targets.flatMap(({ what, most: atMost, least, unit = '', measured, noise }) => {
  const figure = measured(results);
  if (figure === undefined || !Number.isFinite(figure)) return [];
  /** @param {number} margin */
  const within = (margin) => figure <= (atMost ?? Infinity) + margin && figure >= (least ?? -Infinity) - margin;
  const doubt = noise?.(results) ?? 0;
  const verdict = within(0) ? 'reached' : within(doubt) ? `no telling: two equal ones differ by ${doubt.toFixed(2)}` : 'missed';
  return [{ what, atMost, atLeast: least, unit, measured: figure, verdict }];
});

/** @param {ReturnType<typeof judge>} judged */
export const targetsTable = (judged) => table(['target', 'wanted', 'measured', ''], judged.map(({ what, atMost, atLeast, unit, measured, verdict }) => {
  const digits = unit === '' ? 2 : 0;
  return [what, `${atMost === undefined ? 'at least' : 'at most'} ${atMost ?? atLeast} ${unit}`, `${measured.toFixed(unit === 'ms' ? 1 : digits)} ${unit}`, verdict];
}));
