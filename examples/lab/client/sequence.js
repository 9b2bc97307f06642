// A small sequence picture: page, browser and server as three lines, each message an arrow between two of
// them. It is a list, so that it reads well without being seen.
import { element, sentence, unseen } from './element.js';

/**
 * @param call what the page asks, in a few words
 * @param observed what came of it (see run.js)
 * @param settings for the origins
 * @param brief without the server's reasons
 */
export function sequenceView(call, observed, settings, { brief = false } = {}) {
  const { exchanges } = observed;
  const lanes = [['Page', settings.page], ['Browser', ''], ['Server', settings.api]];
  const { caption, passed } = captionOf(observed);
  return element(
    'figure',
    { class: 'sequence', 'data-passed': passed },
    element('figcaption', {}, caption),
    element('ul', { class: 'lanes', 'aria-hidden': 'true' }, ...lanes.map(([name, origin]) => (
      element('li', {}, name, ' ', element('small', {}, origin.replace('http://', '')))))),
    element(
      'ol',
      {},
      arrow('Page', 'Browser', call),
      ...exchanges.flatMap((exchange) => stepsOf(exchange, brief)),
      ...(exchanges.length === 0 ? [element('li', { class: 'remark' }, 'The browser sends nothing.')] : []),
      arrow('Browser', 'Page', whatThePageGets(observed), { outcome: passed ? 'passed' : 'kept' }),
    ),
  );
}

/** What became of the call: what was never sent can't be kept from the page. */
export function captionOf({ refused, reads, exchanges }) {
  if (reads?.type === 'opaque') return {
    caption: 'Sent, and kept from the page: an opaque response.', passed: false
  };
  if (!refused) return { caption: 'Let through to the page.', passed: true };
  if (exchanges.length === 0) return { caption: 'Not sent.', passed: false };
  if (exchanges.every(isPreflight)) return {
    caption: 'Stopped at the preflight: the request itself was not sent.', passed: false
  };
  return { caption: 'Received by the server, kept from the page.', passed: false };
}

export function whatThePageGets({ refused, message, reads }) {
  if (refused) return `${refused}: ${message}`;
  if (reads?.type === 'opaque') return 'status 0, no headers, no body';
  return reads?.type ? `${reads.status} ${reads.body}` : JSON.stringify(reads);
}

const WANTED = 'Access-Control-Allow-Origin';

/** Also where no policy knows what it is. */
const isPreflight = ({ request }) =>
  request.fields.some(([name]) => name.toLowerCase() === 'access-control-request-method');

function stepsOf(exchange, brief) {
  const { request, response, decision, handled } = exchange;
  const path = request.url.replace(/\?run=[^&]*/, '');
  return [
    arrow('Browser', 'Server', `${request.method} ${path}`, {
      fields: request.fields, note: isPreflight(exchange) ? 'preflight' : '',
    }),
    ...(brief ? [] : [element('li', { class: 'remark' }, wordsOf(decision, handled))]),
    ...(response
      ? [arrow('Server', 'Browser', String(response.status), { fields: response.fields, wanted: WANTED })]
      : []),
    ...(isPreflight(exchange) && response?.status < 300 && decision?.allowed === false
      ? [lastWord(response)]
      : []),
  ];
}

/** A status does not refuse a method or a header: the lists do. */
const lastWord = ({ status }) => element(
  'li',
  { class: 'remark' },
  `The ${status} is only the preflight's. Whether the request follows, the browser decides by these lists: here it does not.`,
);

/** The decision in words, and what became of the handler. */
function wordsOf(decision, handled) {
  // a message is from the wire
  const words = decision?.message ?? sentence('No `withCors` stands before this handler.');
  const ran = handled === undefined ? '' : handled ? ' The handler ran.' : ' The handler did not run.';
  return element('span', {}, words, ran);
}

function arrow(from, to, label, { fields = [], outcome = '', note = '', wanted } = {}) {
  const isAbsent = wanted && !fields.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
  const lines = [
    ...fields.map(([name, value]) => element('li', {}, element('b', {}, `${name}:`), ` ${value}`)),
    ...(isAbsent ? [element('li', { class: 'absent' }, `no ${wanted}`)] : []),
  ];
  return element(
    'li',
    { class: `arrow ${from}-${to} ${outcome}`.toLowerCase().trim() },
    unseen(`${from} to ${to}: `),
    element('span', { class: 'label' }, label, ...(note ? [' ', element('small', {}, note)] : [])),
    ...(lines.length ? [element('ul', { class: 'fields' }, ...lines)] : []),
  );
}
