// A small sequence picture: page, browser and server as three lines, each message an arrow between two of them. It is
// a list, so that it reads well without being seen.
import { element, sentence, unseen } from './element.js';
import { wordsOf } from './exchange-view.js';

export function sequenceView(call, { reads, refused, message, exchanges }, note) {
  const lanes = ['Page', 'Browser', 'Server'].map((name) => element('li', {}, name));
  const steps = [
    arrow('Page', 'Browser', call),
    ...exchanges.flatMap(stepsOf),
    ...(exchanges.length === 0 ? [element('li', { class: 'remark' }, 'The browser sends nothing.')] : []),
    ...(note ? [element('li', { class: 'remark' }, sentence(note))] : []),
    refused
      ? arrow('Browser', 'Page', `${refused}: ${message}`, [], 'kept')
      : arrow('Browser', 'Page', `${reads.status} ${reads.body}`, Object.entries(reads.headers), 'passed'),
  ];
  return element(
    'figure',
    { class: 'sequence' },
    element('figcaption', {}, refused ? 'Kept from the page.' : 'Let through to the page.'),
    element('ul', { class: 'lanes', 'aria-hidden': 'true' }, ...lanes),
    element('ol', {}, ...steps),
  );
}

function stepsOf({ request, response, decision, handled }) {
  const isPreflight = decision?.kind === 'preflight' || request.method === 'OPTIONS';
  return [
    arrow('Browser', 'Server', `${request.method}${isPreflight ? ' (preflight)' : ''}`, request.fields),
    element('li', { class: 'remark' }, wordsOf(decision, handled)),
    response ? arrow('Server', 'Browser', String(response.status), response.fields) : '',
  ];
}

function arrow(from, to, label, fields = [], outcome = 'sent') {
  return element(
    'li',
    { class: `arrow ${from}-${to} ${outcome}`.toLowerCase() },
    unseen(`${from} to ${to}: `),
    element('span', { class: 'label' }, label),
    ...(fields.length ? [element('ul', { class: 'fields' }, ...fields.map(([name, value]) => element('li', {}, element('b', {}, `${name}:`), ` ${value}`)))] : []),
  );
}
