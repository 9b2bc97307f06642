// A case as a card: the page's side on the left, the server's on the right, the verdict on top.
import { element, sentence, unseen } from './element.js';
import { exchangeView } from './exchange-view.js';
import { bodyOf } from './source.js';

const VERDICTS = {
  waiting: '· waiting',
  running: '… running',
  good: '✓ as expected',
  bad: '✗ not as expected',
  aside: '– not counted',
};

export function createCard(theCase, settings, onRun) {
  const verdict = element('span', { class: 'badge' }, VERDICTS.waiting);
  const saw = element('div', { class: 'saw' }, '…');
  const exchanges = element('ol', { class: 'exchanges' });
  const counts = element('p', { class: 'counts' });
  const heading = element('h3', { id: `${theCase.id}-title` }, sentence(theCase.sentence));
  const again = element('button', { type: 'button', click: onRun }, 'Run again', unseen(`: ${heading.textContent}`));
  const card = element(
    'article',
    { class: 'card', id: theCase.id, 'data-state': 'waiting', 'aria-labelledby': `${theCase.id}-title` },
    element('div', { class: 'top' }, heading, verdict, again),
    element('div', { class: 'side' }, element('h4', {}, 'The page'), element('pre', {}, element('code', {}, bodyOf(theCase.run))), saw),
    element('div', { class: 'side' }, element('h4', {}, 'The server'), policyOf(theCase, settings), exchanges, ...noteOf(theCase), counts),
  );

  const state = (name) => {
    card.dataset.state = name;
    verdict.textContent = VERDICTS[name];
  };
  const showExchanges = (list) => exchanges.replaceChildren(...list.map(exchangeView));

  return {
    card,
    showExchanges,
    announcement: () => `${heading.textContent} ${verdict.textContent.slice(2)}`,
    start() {
      state('running');
      exchanges.replaceChildren();
      counts.replaceChildren();
      saw.replaceChildren('…');
    },
    finish(observed, good) {
      state(observed.notCounted ? 'aside' : good ? 'good' : 'bad');
      counts.replaceChildren(countsOf(theCase, observed));
      if (observed.exchanges.length === 0) exchanges.replaceChildren(element('li', {}, 'Nothing reached the server.'));
      saw.replaceChildren(...whatThePageSaw(observed), ...(good || observed.notCounted ? [] : [differenceOf(theCase, observed)]));
    },
  };
}

/** What came of the code: a value, an error, or why it doesn't count. */
function whatThePageSaw({ notCounted, ...observed }) {
  const words = notCounted ? [element('p', {}, sentence(notCounted.message)), ...addressOf(notCounted)] : [];
  if ('refused' in observed) return [...words, outcome('kept', '✕ Kept from the page', `${observed.refused}: ${observed.message}`)];
  if ('reads' in observed) return [...words, outcome('passed', '✓ The page reads', JSON.stringify(observed.reads))];
  return words;
}

function addressOf({ link }) {
  return link ? [element('p', {}, element('a', { href: link, target: '_blank', rel: 'noreferrer' }, link))] : [];
}

function outcome(name, label, value) {
  return element('div', { class: `outcome ${name}` }, element('p', { class: 'label' }, label), element('p', { class: 'value' }, value));
}

function policyOf({ policy, file }, { policies }) {
  return element('p', { class: 'policy' }, element('code', {}, file ? `examples/article/${file}` : policies[policy]));
}

/** What the server counted; whether the article's handlers ran, only they know. */
function countsOf({ file }, { preflights, requests, handled }) {
  const times = handled === 1 ? 'once' : `${handled} times`;
  return `Counted: preflights ${preflights}, other requests ${requests}${file ? '' : `; the handler ran ${times}`}.`;
}

function noteOf({ note }) {
  return note ? [element('p', { class: 'words' }, sentence(note))] : [];
}

function differenceOf({ expected }, observed) {
  const lines = Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(observed[name]) !== JSON.stringify(value))
    .map(([name, value]) => element('li', {}, `${name}: expected ${JSON.stringify(value)}, observed ${JSON.stringify(observed[name]) ?? 'nothing'}`));
  return element('ul', { class: 'difference' }, ...lines);
}
