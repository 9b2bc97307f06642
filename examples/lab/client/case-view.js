// A case, opened: the page's code, the server's code, and what passed between them.
import { element, sentence } from './element.js';
import { sequenceView } from './sequence.js';
import { bodyOf } from './source.js';
import { verdictOn, verdictView } from './verdict.js';

/** `show` draws what was observed; `again` runs the case once more. */
export function caseView(theCase, settings, again) {
  const result = element('div', { class: 'result' }, 'Not run yet.');
  const view = element(
    'div',
    { class: 'case' },
    element(
      'div',
      { class: 'codes' },
      codeView('The page', bodyOf(theCase.run, settings)),
      codeView(
        theCase.file ? `The server: article/${theCase.file}` : 'The server', serverCode(theCase, settings)
      ),
      element('button', { type: 'button', class: 'quiet', click: again }, 'Run again'),
    ),
    result,
  );
  return {
    view,
    async show(observed, good) {
      const difference = good || observed.notCounted ? [] : [differenceOf(theCase, observed)];
      result.replaceChildren(...whyNotCounted(observed), ...difference, ...pictureOf(observed, settings));
      const call = observed.calls.at(-1);
      if (!observed.refused || !call) return;
      const verdict = await verdictOn('', call).catch(() => undefined); // the picture stands without it
      if (result.isConnected) result.append(verdictView(verdict));
    },
  };
}

export function codeView(title, code) {
  return element(
    'div', { class: 'code' }, element('h4', {}, title), element('pre', {}, element('code', {}, code))
  );
}

export function serverCode({ policy, file, exports }, { policies, article }) {
  return file ? exports.map((name) => article[file][name]).join('\n\n') : policies[policy];
}

function pictureOf(observed, settings) {
  if (!('refused' in observed) && !('reads' in observed)) return [];
  const { calls } = observed;
  const call = calls.length === 0
    ? 'its code runs' : `${calls.length > 1 ? `${calls.length} × ` : ''}fetch(…)`;
  return [sequenceView(call, observed, settings)];
}

function whyNotCounted({ notCounted }) {
  if (!notCounted) return [];
  const { message, link } = notCounted;
  const address = link ? [' ', element('a', { href: link, target: '_blank', rel: 'noreferrer' }, link)] : [];
  return [element('p', {}, sentence(message), ...address)];
}

function differenceOf({ expected }, observed) {
  const lines = Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(observed[name]) !== JSON.stringify(value))
    .map(
      ([name, value]) =>
        `${name}: predicted ${JSON.stringify(value)}, observed ${JSON.stringify(observed[name]) ?? 'nothing'}`
    )
    .map((words) => element('li', {}, words));
  return element('ul', { class: 'difference' }, ...lines);
}
