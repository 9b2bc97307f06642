// The page: draws lessons and cases, runs all of them in the background, says how many went as predicted, and
// goes by its address.
import { bringIntoView, keepInView, readAddress } from './address.js';
import { browserName } from './browser.js';
import { cases } from './cases.js';
import { startComposer } from './composer.js';
import { announce, element } from './element.js';
import { createFeed } from './feed.js';
import { startHero } from './hero.js';
import { createLesson } from './lesson.js';
import { lessons } from './lessons.js';
import { askServer } from './own-server.js';
import { createQueue } from './queue.js';
import { report } from './report.js';
import { createRows } from './rows.js';
import { isAsExpected, runCase } from './run.js';

const $ = (selector) => document.querySelector(selector);
const readSettings = async () => (await askServer('/settings.json')).json();
const settings = await readSettings();
const feed = createFeed();
const queue = createQueue(openServer, feed.close, sayLost);
const byId = new Map(cases.map((theCase) => [theCase.id, theCase]));
const results = new Map(); // by case id

const hero = startHero($('#hero'), settings, feed, queue.first);
const composer = startComposer($('#compose'), settings, feed, queue.first);
const cards = lessons.map((lesson) => createLesson(lesson, byId, settings, again));
$('#lessons').append(...cards.map(({ card }) => card));
const lessonOf = (id) => cards.find((card) => card.has(id));
const rows = createRows($('#cases'), lessonOf, settings, again);
$('#run-all').addEventListener('click', runAll);

console.info(
  'CORS lab: what follows in red is expected. Each message belongs to a case that browsers refuse.'
);
const address = readAddress();
if (address.kind !== 'policy') hero.show(false);
const target = goTo(address, () => {});
const ran = runAll();
if (target && address.kind !== 'policy') {
  history.scrollRestoration = 'manual'; // the address says where to be
  keepInView(target, ran);
}
addEventListener('hashchange', () => {
  const node = goTo(readAddress());
  if (node) bringIntoView(node);
});
await ran;
$('#busy').removeAttribute('src');
await report(browserName(), summaryOf('expected'), [...results.values()]);

/** Shows what the address names, and gives the node that belongs into the window. */
function goTo({ kind, value }, show = bringIntoView) {
  switch (kind) {
    case 'policy':
      hero.show(value === 'on');
      return $('#hero');
    case 'compose':
      composer.open(value, show);
      return $('#compose');
    case 'case':
      if (!byId.has(value)) {
        rows.lacks(value);
        return $('#cases');
      }
      lessonOf(value)?.choose(value);
      return rows.has(value) ? rows.open(value) : lessonOf(value)?.card;
    default:
      return document.getElementById(value);
  }
}

/**
 * The server may have been started again, with another port for TLS: the page, as it came, may not ask that.
 */
async function openServer() {
  await feed.open();
  if ((await readSettings()).tls !== settings.tls) {
    location.reload(); // the address has all that the person asked for
    await new Promise(() => {});
  }
  $('#gone').textContent = '';
  if (document.body.dataset.state === 'lost') runAll();
}

function sayLost({ message }) {
  $('#gone').textContent = `${message}. What stands below is from before.`;
}

async function runAll() {
  if (document.body.dataset.state === 'running') return;
  state('running');
  results.clear();
  $('#summary').textContent = 'Running …';
  $('#exceptions').replaceChildren();
  try {
    await Promise.all(cases.map((theCase) => queue.last(() => run(theCase))));
  } catch ({ message }) {
    $('#summary').textContent = `${message}.`;
    return state('lost');
  }
  $('#summary').textContent = `${summaryOf('predicted')}.`;
  $('#exceptions').replaceChildren(...exceptions());
  state('done');
}

function state(name) {
  document.body.dataset.state = name;
  $('#run-all').setAttribute('aria-disabled', name === 'running');
}

function again(id) {
  return queue.first(
    `case-${id}`, async () => announce(`It went ${await run(byId.get(id)) ? 'as' : 'not as'} predicted.`)
  )
    .catch(({ message }) => announce(message));
}

async function run(theCase) {
  const { id } = theCase;
  const observed = await runCase(theCase, settings, feed);
  const good = !observed.notCounted && isAsExpected(theCase, observed);
  (lessonOf(id) ?? rows).show(id, observed, good);
  results.set(id, { theCase, observed, good });
  $('progress').value = results.size / cases.length;
  return good;
}

/** "71 of 71 as predicted in Firefox 140". */
function summaryOf(word) {
  const counted = [...results.values()].filter(({ observed }) => !observed.notCounted);
  return `${counted.filter(({ good }) => good).length} of ${counted.length} as ${word} in ${browserName()}`;
}

/** The cases that went otherwise, and those that this browser can't show, as links to them. */
function exceptions() {
  const all = [...results];
  return [
    ['Not as predicted', all.filter(([, { good, observed }]) => !good && !observed.notCounted)],
    ['Not observed', all.filter(([, { observed }]) => observed.lost)],
    ['Not counted', all.filter(([, { observed }]) => observed.notCounted && !observed.lost)],
  ].filter(([, found]) => found.length > 0).flatMap(([words, found]) => [
    `${words}: `,
    ...found.flatMap(([id], at) => [at > 0 ? ', ' : '', element('a', { href: `#case-${id}` }, id)]),
    '. ',
  ]);
}
