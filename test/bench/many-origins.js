// A program for a process of its own: what a policy costs whose list has a million origins, to make and to
// ask, beside one of the same kind with ten.
import { createCorsPolicy } from '../../dist/index.js';
import { median } from './race.js';

const MILLION = 1_000_000;
const LOOK_UPS = 1000;
const ROUNDS = 100;

/** An entry of the list, and an origin that it allows. */
const kinds = {
  origins: (n) => [`https://tenant-${n}.example.com`, `https://tenant-${n}.example.com`],
  patterns: (n) => [`https://*.tenant-${n}.example.com`, `https://eu.app.tenant-${n}.example.com`],
};

/** As the parser makes it: a string whose hash nobody has asked for yet. */
const fresh = (text) => Buffer.from(text, 'latin1').toString('latin1');

function lookUpTime(policy, origins) {
  const requests = origins.map((origin) => ({ method: 'GET', headers: { origin: fresh(origin) } }));
  const begun = performance.now();
  const allowed = requests.filter((request) => policy.decide(request).allowed).length;
  const took = performance.now() - begun;
  if (allowed !== origins.length) throw new Error(`Only ${allowed} of ${origins.length} were allowed`);
  return took;
}

const make = kinds[process.argv[2]];
const list = Array.from({ length: MILLION }, (_, n) => make(n)[0]);
const few = createCorsPolicy({ origin: list.slice(0, 10) });
const begun = process.cpuUsage();
const many = createCorsPolicy({ origin: list });
const { user, system } = process.cpuUsage(begun);

const theTen = Array.from({ length: LOOK_UPS }, (_, n) => make(n % 10)[1]);
const ratios = { same: [], any: [] };
for (let round = -ROUNDS; round < ROUNDS; round++) {
  const ofTen = lookUpTime(few, theTen);
  const same = lookUpTime(many, theTen) / ofTen;
  // In no order, so that no cache holds the part of the table that is asked.
  const any = lookUpTime(many, theTen.map(() => make(Math.floor(Math.random() * MILLION))[1])) / ofTen;
  if (round < 0) continue;
  ratios.same.push(same);
  ratios.any.push(any);
}
console.log(JSON.stringify({
  startUpSeconds: (user + system) / 1e6, same: median(ratios.same), any: median(ratios.any),
}));
