// The free form: a request of the person's own, sent through the same runner as the cases.
import { element } from './element.js';
import { runCase } from './run.js';
import { sequenceView } from './sequence.js';

export function startComposer(section, settings, feed, inTurn) {
  const form = section.querySelector('form');
  const picture = section.querySelector('#composed');
  const { policy, 'policy-code': code } = form.elements;

  policy.append(...Object.keys(settings.policies).map((name) => element('option', {}, name)));
  policy.value = 'one';
  const showPolicy = () => (code.value = settings.policies[policy.value]);
  policy.addEventListener('change', showPolicy);
  showPolicy();

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    inTurn(async () => {
      const { path, init } = composed(new FormData(form));
      const observed = await runCase({ run: ({ url }) => send(url(path), init) }, settings, feed);
      picture.replaceChildren(sequenceView(callAsCode(path, init), observed, noteOn(init, observed)));
    });
  });
}

function composed(fields) {
  const lines = fields.get('headers').split('\n').filter((line) => line.trim());
  const headers = lines.map((line) => {
    const [name, ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()];
  });
  const init = { method: fields.get('method').trim(), credentials: fields.get('credentials') };
  if (headers.length > 0) init.headers = headers;
  if (fields.get('body')) init.body = fields.get('body');
  return { path: `/lab/${fields.get('policy')}/echo`, init };
}

async function send(url, init) {
  const response = await fetch(url, init);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

/** What no server can see, and so no decision can say. */
function noteOn({ credentials }, { refused, exchanges }) {
  const allowed = exchanges.length > 0 && exchanges.every(({ decision }) => decision?.allowed);
  if (!refused || !allowed || credentials !== 'include') return undefined;
  return 'The policy allows this, but the page asks with credentials: then the browser wants `Access-Control-Allow-Credentials: true`, and an origin by name instead of `*`.';
}

/** The call as one would write it. */
function callAsCode(path, { headers, ...init }) {
  const options = headers ? { ...init, headers: Object.fromEntries(headers) } : init;
  return `fetch(url('${path}'), ${JSON.stringify(options, null, 1).replace(/\n\s*/g, ' ').replace(/"(\w+)":/g, '$1:')})`;
}
