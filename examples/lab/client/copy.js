// "Copy as": a composed request for a shell, its policy for a program. What was copied is shown, too.
import { curlCommands, withCorsCommand } from './commands.js';
import { element } from './element.js';

export function copyButtons({ url, origin, init, code, exchanges }) {
  const shown = element('pre', { class: 'copied', hidden: '' }, element('code', {}));
  const status = element('span', { role: 'status', class: 'status' });
  const texts = {
    'curl': curlCommands(url, exchanges, init.body),
    // a whole line where there is no call
    'withCors(…)': code === 'handler' ? 'http.createServer(handler)' : code,
    'npx with-cors …': withCorsCommand(url, origin, init),
  };
  const buttons = Object.entries(texts).filter(([, text]) => text).map(([name, text]) => {
    const copy = async () => {
      shown.hidden = false;
      shown.firstChild.textContent = text;
      const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
      status.textContent = done ? 'Copied.' : 'Here it is: this browser lets no script copy.';
    };
    return element(
      'button', { type: 'button', class: 'quiet', click: copy }, 'Copy as ', element('code', {}, name)
    );
  });
  return element('div', { class: 'copy' }, ...buttons, status, shown);
}
