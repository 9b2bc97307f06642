// The first screen: one request, and a switch for the server's policy.
import { runCase } from './run.js';
import { announce, element } from './element.js';
import { captionOf, sequenceView } from './sequence.js';
import { callAsCode } from './source.js';
import { sendPolicy } from './send-policy.js';
import { verdictOn } from './verdict.js';

const LEADS = {
  off: 'The page asked, the server responded, and the browser kept the response: nothing in it says that this page may read it. '
    + 'Turn the server’s policy on.',
  on: 'Same page, same request, same handler. The response now says that this page may read it, and the browser lets it through.',
};

export function startHero(section, settings, feed, inTurn) {
  const find = (selector) => section.querySelector(selector);
  const [title, lead, toggle] = ['h1', '.lead', 'button'].map(find);
  const [code, picture, words] = ['#hero-code', '#hero-picture', '#hero-words'].map(find);
  const name = 'hero';
  const path = '/lab/hello';
  let shown = false; // what the picture shows
  toggle.addEventListener('click', () => {
    const wanted = isOn() ? '#policy=off' : '#policy=on';
    if (location.hash === wanted) show(!isOn());
    else location.hash = wanted; // which comes back as `show`
  });

  function isOn() {
    return toggle.getAttribute('aria-checked') === 'true';
  }

  /** Sends the request, with the server's policy on or off. */
  async function show(on) {
    const state = on ? 'on' : 'off';
    toggle.setAttribute('aria-checked', on);
    try {
      await inTurn(name, async () => {
        const told = await sendPolicy(`${feed.page}.${name}`, on ? '{}' : '');
        code.textContent = `http.createServer(${told.code})`;
        const observed =
          await runCase({ name, run: ({ url, fetch }) => ask(fetch, url(path)) }, settings, feed);
        picture.replaceChildren(
          sequenceView(callAsCode(settings.api + path), observed, settings, { brief: true })
        );
        lead.textContent = LEADS[state];
        title.textContent = `${observed.refused ? 'Blocked' : 'Allowed'} by CORS policy`;
        const { console: printed } = (await verdictOn(`${feed.page}.${name}`, observed.calls[0])) ?? {};
        words.replaceChildren(...(printed ? [element('code', {}, printed)] : []));
        announce(`${title.textContent}. ${captionOf(observed).caption}`);
        shown = on;
        section.dataset.done = state;
      });
    } catch ({ message }) {
      toggle.setAttribute('aria-checked', shown);
      title.textContent = 'No response';
      lead.textContent = message;
      picture.replaceChildren();
      words.replaceChildren();
      section.dataset.done = 'lost';
    }
  }

  return { show };
}

async function ask(fetch, url) {
  const response = await fetch(url);
  return { type: response.type, status: response.status, body: await response.text() };
}
