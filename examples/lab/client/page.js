// The page: draws the cards, runs every case one after the other, says how many went as expected.
import { browserName } from './browser.js';
import { createCard } from './card.js';
import { sections } from './cases.js';
import { startComposer } from './composer.js';
import { element, sentence } from './element.js';
import { createFeed } from './feed.js';
import { report } from './report.js';
import { isAsExpected, runCase } from './run.js';

const settings = await (await fetch('/settings.json')).json();
for (const node of document.querySelectorAll('[data-origin]')) node.textContent = settings[node.dataset.origin];

const composer = document.querySelector('#compose');
const contents = document.querySelector('nav ul');
const results = new Map(); // by case id
const cards = [];
const feed = createFeed();
let queue = Promise.resolve(); // one case at a time: each finds the cookies and the counts as it left them
let waiting = 0;

function inTurn(work) {
  const turn = async () => {
    await feed.open();
    await work().finally(() => --waiting === 0 && feed.close());
  };
  waiting++;
  return (queue = queue.then(turn, turn));
}

for (const { id, title, lead, cases } of sections) {
  const drawn = cases.map((theCase) => {
    const view = createCard(theCase, settings, () => inTurn(() => runAgain(theCase, view)));
    cards.push({ theCase, view });
    return view.card;
  });
  const heading = element('h2', { id: `${id}-title` }, title);
  composer.before(element('section', { id: `section-${id}`, 'aria-labelledby': `${id}-title` }, heading, element('p', {}, sentence(lead)), ...drawn));
  contents.append(element('li', {}, element('a', { href: `#section-${id}` }, title)));
}
contents.append(element('li', {}, element('a', { href: '#compose' }, 'Try your own')));

startComposer(composer, settings, feed, inTurn);
document.querySelector('#run-all').addEventListener('click', () => inTurn(runAll));
await inTurn(runAll);
document.querySelector('#busy').removeAttribute('src');
await report(browserName(), summary().text, [...results.values()]);

async function runAll() {
  results.clear();
  say('running', 'Running the cases …');
  for (const { theCase, view } of cards) await run(theCase, view);
}

async function runAgain(theCase, view) {
  await run(theCase, view);
  document.querySelector('#announcement').textContent = view.announcement();
}

async function run(theCase, view) {
  view.start();
  const observed = await runCase(theCase, settings, feed, view.showExchanges);
  const good = !observed.notCounted && isAsExpected(theCase, observed);
  view.finish(observed, good);
  results.set(theCase.id, { theCase, observed, good });
  document.querySelector('progress').value = results.size / cards.length;
  if (results.size === cards.length) say(summary().state, summary().text);
}

function summary() {
  const all = [...results.values()];
  const counted = all.filter(({ observed }) => !observed.notCounted);
  const good = counted.filter((result) => result.good).length;
  const state = good === counted.length ? 'good' : 'bad';
  return { state, text: `${good} of ${counted.length} as expected in ${browserName()}` };
}

function say(state, text) {
  const aside = [...results.values()].filter(({ observed }) => observed.notCounted).length;
  document.querySelector('.verdict').dataset.state = state;
  document.querySelector('#verdict').textContent = text;
  document.querySelector('#verdict-detail').textContent = aside ? `${aside} not counted: their cards say why.` : '';
  document.title = `${text} · CORS lab`;
}
