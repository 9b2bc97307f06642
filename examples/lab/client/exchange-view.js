// One exchange as the server tells it: what it saw, what it sent, and why.
import { element, sentence } from './element.js';

export function exchangeView({ request, response, decision, handled }) {
  return element(
    'li',
    { class: 'exchange' },
    headView('saw', `${request.method} ${request.url.replace(/\?run=[^&]*/, '')}`, request.fields, 'Origin'),
    response
      ? headView('sent', String(response.status), response.fields, 'Access-Control-Allow-Origin')
      : element('p', {}, 'The browser hung up before the answer.'),
    wordsOf(decision, handled),
  );
}

/** One line and its header fields; where the field that matters most is missing, it says so. */
function headView(did, line, fields, wanted) {
  const has = fields.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
  return element(
    'div',
    { class: 'head' },
    element('p', {}, element('span', { class: 'did' }, `${did} `), element('code', {}, line)),
    element(
      'ul',
      { class: 'fields' },
      ...fields.map(([name, value]) => element('li', {}, element('b', {}, `${name}:`), ` ${value}`)),
      ...(has ? [] : [element('li', { class: 'absent' }, `no ${wanted}`)]),
    ),
  );
}

/** The decision in words, and what became of the handler. */
export function wordsOf(decision, handled) {
  const words = decision?.message ?? "No policy here: without a CORS header, only pages of the server's own origin may read the answer.";
  const fate = handled === undefined ? '' : handled ? ' The handler ran.' : ' The handler did not run.';
  return element('p', { class: 'words' }, sentence(words), fate);
}
