// The results as a page of Markdown.
import { shown, table } from './table.js';
import { targetsTable } from './targets.js';

/** @param {any[]} cases */
function inProcessTable(cases) {
  const names = cases[0].contenders.map((/** @type {any} */ { contender }) => contender);
  const differing = cases.flatMap(({ group, name, read, contenders }) => read ? [] : contenders
    .filter((/** @type {any} */ { contender, departs }) => departs && contender !== 'bare')
    .map((/** @type {any} */ { contender, departs }) => `- ${contender}, ${group}: ${name}: ${JSON.stringify(departs.got)}`));
  return [
    '## In process: time of a request over the headers written by hand',
    'Median of the ratios of the rounds (and their middle half). *Unread*: the handler is the first to read `req.headers`, for which Node '
      + 'makes that object. *Read*: somebody had read it before. "By hand again" is the same code a second time: how far it is from 1 is the noise.',
    table(['case', '`req.headers`', ...names, 'by hand, ns'], cases.map(({ group, name, read, contenders }) => [
      `${group}: ${name}`, read ? 'read' : 'unread',
      ...contenders.map((/** @type {any} */ { contender, ratio }) => contender === 'by hand' ? '1' : shown(ratio)),
      contenders.find((/** @type {any} */ { contender }) => contender === 'by hand').nanoseconds.toFixed(0),
    ])),
    'Answers that are not the case\'s:', differing.join('\n'),
  ];
}

/** @param {any} wire */
const wireTable = ({ generator, onDifferentCores, servers }) => [
  `## On the wire: requests per second over the headers written by hand (${generator}, ${onDifferentCores ? 'server and generator on a core each' : 'cores shared'})`,
  table(['server', 'requests/s, ratio', 'requests/s', 'processor time a request, ratio', 'p50, ms', 'p90, ms', 'p99, ms'], servers.map((/** @type {any} */ each) => [
    each.server, shown(each.ratio), each.requestsPerSecond, shown(each.cpuRatio), ...Object.values(each.latency).map((milliseconds) => Number(milliseconds).toFixed(2)),
  ])),
];

/** @param {any[]} sizes */
const growthTable = (sizes) => [
  '## Growth',
  table(['origins', '', 'start-up, ms', 'bytes an origin', 'decision, ns', 'same ten asked, over ten', 'any asked, over ten', 'any asked, request over by hand with a Set'], sizes.map((each) => [
    each.size.toLocaleString('en'), each.kind, each.startUpMilliseconds.toFixed(1), each.bytesAnOrigin?.toFixed(0) ?? '–', each.decisionNanoseconds.toFixed(0),
    shown(each.sameTenOverTen), shown(each.anyOverTen), shown(each.requestOverByHand),
  ])),
];

/** @param {any[]} attacks */
const hostileTable = (attacks) => [
  '## Hostile headers: the same request over the bare handler',
  table(['header', 'ns a byte', ...attacks[0].overBare.map((/** @type {any} */ { length }) => `${length / 1000} KB, in process`), 'the worst of these on the wire (processor time)'], attacks.map((each) => [
    each.name, each.nanosecondsAByte.toFixed(2), ...each.overBare.map((/** @type {any} */ { ratio }) => shown(ratio)), `${each.worst / 1000} KB: ${shown(each.overBareOnTheWire)}`,
  ])),
];

/** @param {any[]} packages */
const weightTable = (packages) => [
  '## Weight, dependencies included',
  table(['package', 'import, ms', 'packages', 'unpacked, bytes', 'minified', 'gzip', 'brotli'], packages.map((each) => [
    each.name, shown(each.importMilliseconds, 1), each.packages, each.unpacked, each.minified, each.gzip, each.brotli,
  ])),
];

/** @param {any} results */
export const report = ({ environment, targets, inProcess, silentChannel, wire, growth, hostile, weight }) => [
  `# with-cors on Node ${environment.node}`,
  `V8 ${environment.v8}, ${environment.platform} ${environment.architecture}, ${environment.processors} × ${environment.processor}`,
  ...(inProcess ? inProcessTable(inProcess) : []),
  ...(silentChannel ? [`Nobody listens to \`with-cors:decision\`, over a library without the channel: ${shown(silentChannel.ratio, 3)}`] : []),
  ...(wire ? wireTable(wire) : []),
  ...(growth ? growthTable(growth) : []),
  ...(hostile ? hostileTable(hostile) : []),
  ...(weight ? weightTable(weight) : []),
  '## Targets', targetsTable(targets),
].join('\n\n');
