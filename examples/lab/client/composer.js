// A request and a policy of the person's own: the form is the page's address, and the address is the form.
import { bringIntoView } from './address.js';
import { copyButtons } from './copy.js';
import { announce, element } from './element.js';
import { runCase } from './run.js';
import { sendPolicy } from './send-policy.js';
import { captionOf, sequenceView } from './sequence.js';
import { callAsCode } from './source.js';
import { verdictOn, verdictView } from './verdict.js';

const NAME = 'compose';
const PATH = '/lab/echo';
const DEFAULTS = { method: 'GET', credentials: 'same-origin', mode: 'cors', headers: '', body: '' };

const EXAMPLES = {
  'a method that is not allowed': { method: 'DELETE', options: "{ methods: ['GET', 'POST'] }" },
  'cookies, and any origin': { credentials: 'include', options: '{}' },
  'a header that no page may set': { headers: 'Cookie: a=1', options: '{}' },
  'options that the library refuses': { options: "{ origin: 'https://example.com/', credentials: 'true' }" },
};

export function startComposer(section, settings, feed, inTurn) {
  const form = section.querySelector('form');
  const [result, issues] = ['#composed', '#issues'].map((id) => section.querySelector(id));
  const { options } = form.elements;
  // each text of options has an address of its own, so that what was copied stays true
  const names = new Map();
  section.querySelector('#examples').append(...Object.entries(EXAMPLES).map(([words, fields]) => (
    element('li', {}, element('a', { href: `#compose?${new URLSearchParams(fields)}` }, words)))));
  const initial = `{\n  origin: '${settings.page}',\n}`;
  options.value = initial;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    section.dataset.done = '';
    const fields = [...new FormData(form)].filter(([name, value]) => value !== DEFAULTS[name]);
    const address = `#compose?${new URLSearchParams(fields)}`;
    if (address !== location.hash) history.pushState(null, '', address);
    send();
  });

  /** Sends what the form says now, and shows the result, which may lie below the window. */
  async function send(show = bringIntoView) {
    section.dataset.done = '';
    const text = options.value;
    const init = initOf(new FormData(form));
    const name = nameOf(text);
    try {
      await inTurn(NAME, async () => {
        const told = await sendPolicy(`${feed.page}.${name}`, text);
        tell(noticesOf(told));
        result.replaceChildren(...(told.issues ? [] : await exchanged(name, told.code, init)));
        show(told.issues ? issues : result);
        section.dataset.done = String(Date.now());
      });
    } catch ({ message }) {
      tell([element('p', { class: 'issue' }, message)]);
      result.replaceChildren();
      section.dataset.done = 'lost';
    }
  }

  function nameOf(text) {
    if (!names.has(text)) names.set(text, `${NAME}${names.size + 1}`);
    return names.get(text);
  }

  /** The suggestion that was taken had the focus: the next one has it now. */
  function tell(notices) {
    const hadFocus = issues.contains(document.activeElement);
    issues.replaceChildren(...notices);
    if (hadFocus) (issues.querySelector('button') ?? options).focus({ preventScroll: true });
  }

  async function exchanged(name, code, init) {
    const policyName = `${feed.page}.${name}`;
    const run = ({ url, fetch }) => ask(fetch, url(PATH), init);
    const observed = await runCase({ name, run }, settings, feed);
    const verdict = await verdictOn(policyName, { path: PATH, init });
    announce(`${captionOf(observed).caption} ${verdict?.message ?? ''}`);
    const departs = verdict && ['readable', 'opaque'].includes(verdict.outcome) === 'refused' in observed;
    return [
      sequenceView(callAsCode(settings.api + PATH, init), observed, settings),
      ...(departs ? [element('p', {}, 'This browser departs from the standard here, which says:')] : []),
      verdictView(verdict),
      copyButtons({
        url: `${settings.api}${PATH}?page=${policyName}`, origin: settings.page, init, code,
        exchanges: observed.exchanges,
      }),
    ];
  }

  function noticesOf({ issues = [], warnings = [] }) {
    const refused = issues.map(({ message, correction, at }) => {
      if (at !== undefined) options.setSelectionRange(at, at + 1);
      const correct = () => {
        options.value = correction;
        form.requestSubmit();
      };
      const issue = element('div', { class: 'issue' }, element('p', {}, message));
      const words = ['Write ', element('code', {}, correction ?? '')];
      if (correction !== undefined) issue.append(
        element('button', { type: 'button', class: 'quiet', click: correct }, ...words)
      );
      return issue;
    });
    const before = refused.length > 0
      ? [element('p', {}, 'Nothing was sent, as no server starts with these options:')] : [];
    return [...before, ...refused, ...warnings.map((words) => element('p', { class: 'warning' }, words))];
  }

  return {
    /** Fills the form in from an address, and sends it. */
    open(query, show) {
      const fields = new URLSearchParams(query);
      for (const name of [...Object.keys(DEFAULTS), 'options']) {
        const field = form.elements[name];
        field.value = fields.get(name) ?? DEFAULTS[name] ?? initial;
        // a choice that there is not
        if (field.value === '' && name in DEFAULTS) field.value = DEFAULTS[name];
      }
      return send(show);
    },
  };
}

/** The second argument of `fetch()`, without what is its default. */
function initOf(fields) {
  const headers = fields.get('headers').split(/\r?\n/).filter((line) => line.trim()).map((line) => {
    const [name, ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()];
  });
  const members = ['method', 'mode', 'credentials', 'body'].map((name) => [name, fields.get(name)]);
  const init = Object.fromEntries(members.filter(([name, value]) => value !== DEFAULTS[name]));
  return headers.length > 0 ? { ...init, headers } : init;
}

async function ask(fetch, url, init) {
  const response = await fetch(url, init);
  return { type: response.type, status: response.status, body: await response.text() };
}
