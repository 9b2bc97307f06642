// The page: draws lessons and cases, runs all of them in the background, says how many went as predicted, and goes by its
// address.
import { bringIntoView, keepInView, readAddress } from './address.js';
import { browserName } from './browser.js';
import { cases, sections } from './cases.js';
import { startComposer } from './composer.js';
import { announce, element } from './element.js';
import { createFeed } from './feed.js';
import { startHero } from './hero.js';
import { createLesson } from './lesson.js';
import { lessons } from './lessons.js';
import { createQueue } from './queue.js';
import { report } from './report.js';
import { createRow } from './row.js';
import { isAsExpected, runCase } from './run.js';

const $ = (selector) => document.querySelector(selector);
const settings = await (await fetch('/settings.json')).json();
const feed = createFeed();
const queue = createQueue(feed);
const results = new Map(); // by case id

const byId = new Map(cases.map((theCase) => [theCase.id, theCase]));
const again = (id) => queue.first(async () => announce(`Run again: ${(await run(byId.get(id))) ? '' : 'not '}as predicted.`));
const cards = lessons.map((lesson) => createLesson(lesson, byId, settings, again));
$('#lessons').append(...cards.map(({ card }) => card));
const lessonOf = (id) => cards.find((card) => card.has(id));
const rows = new Map(cases.filter(({ id }) => !lessonOf(id)).map((theCase) => [theCase.id, createRow(theCase, settings, () => again(theCase.id))]));
const groups = sections.map((section) => ({ ...section, rows: section.cases.flatMap(({ id }) => rows.get(id) ?? []) }))
  .filter((group) => group.rows.length > 0)
  .map((group) => ({ ...group, node: element('div', { class: 'group' }, element('h3', {}, group.title), ...group.rows.map(({ row }) => row)) }));
$('#rows').append(...groups.map(({ node }) => node));
for (const [id, { row }] of rows) {
  row.addEventListener('toggle', () => {
    if (row.open && location.hash !== `#case-${id}`) history.pushState(null, '', `#case-${id}`);
  });
}

const hero = startHero($('#hero'), settings, feed, queue.first);
const composer = startComposer($('#compose'), settings, feed, queue.first);
$('.filter input').addEventListener('input', ({ target }) => filter(target.value));
$('#run-all').addEventListener('click', runAll);

const { kind, value } = readAddress();
if (kind !== 'policy') hero.show(false);
const target = goTo({ kind, value });
const ran = runAll();
if (location.hash) {
  history.scrollRestoration = 'manual'; // the address says where to be
  keepInView(target, ran);
}
addEventListener('hashchange', () => {
  const node = goTo(readAddress());
  if (node) bringIntoView(node);
});
console.info('CORS lab: what follows in red is expected. Each message belongs to a case that browsers refuse.');
await ran;
$('#busy').removeAttribute('src');
await report(browserName(), summaryOf('expected'), [...results.values()]);

/** Shows what the address names; the node that belongs into the window. */
function goTo({ kind, value }) {
  if (kind === 'policy') {
    hero.show(value === 'on');
    return $('#hero');
  }
  if (kind === 'compose') {
    composer.open(value);
    return $('#compose');
  }
  if (kind === 'place') return value ? document.getElementById(value) : undefined;
  const lesson = lessonOf(value);
  lesson?.choose(value);
  const row = rows.get(value)?.row;
  if (!row) return lesson?.card;
  if (row.hidden) {
    $('.filter input').value = '';
    filter('');
  }
  row.open = true;
  return row;
}

function filter(words) {
  const word = words.trim().toLowerCase();
  let count = 0;
  for (const group of groups) {
    for (const { row, matches } of group.rows) {
      row.hidden = !matches(word);
      if (!row.hidden) count++;
    }
    group.node.hidden = group.rows.every(({ row }) => row.hidden);
  }
  $('#shown').textContent = word ? `${count} of ${rows.size} cases` : '';
}

async function runAll() {
  results.clear();
  document.body.dataset.state = 'running';
  $('#summary').textContent = 'Running …';
  await Promise.all(cases.map((theCase) => queue.last(() => run(theCase))));
  const aside = [...results.values()].filter(({ observed }) => observed.notCounted);
  document.body.dataset.state = 'done';
  $('#summary').textContent = `${summaryOf('predicted')}.`;
  $('#aside').replaceChildren(...(aside.length ? [`${aside.length} ${aside.length === 1 ? 'does' : 'do'} not count: `] : []), ...aside.flatMap(({ theCase }, at) => [
    ...(at ? [', '] : []), element('a', { href: `#case-${theCase.id}` }, theCase.id),
  ]));
}

async function run(theCase) {
  const observed = await runCase(theCase, settings, feed);
  const good = !observed.notCounted && isAsExpected(theCase, observed);
  (rows.get(theCase.id) ?? lessonOf(theCase.id)).show(...(rows.has(theCase.id) ? [observed, good] : [theCase.id, observed, good]));
  results.set(theCase.id, { theCase, observed, good });
  $('progress').value = results.size / cases.length;
  return good;
}

/** "71 of 71 as predicted in Firefox 140". */
function summaryOf(word) {
  const counted = [...results.values()].filter(({ observed }) => !observed.notCounted);
  return `${counted.filter(({ good }) => good).length} of ${counted.length} as ${word} in ${browserName()}`;
}
