// A case as a row: its sentence, what the page got, preflights and verdict; the rest when it is opened.
import { caseView } from './case-view.js';
import { element, sentence, unseen } from './element.js';
import { whatThePageGets } from './sequence.js';

const VERDICTS = {
  waiting: ['·', 'waiting'],
  good: ['✓', 'as predicted'],
  bad: ['✗', 'not as predicted'],
  aside: ['–', 'does not count'],
};

export function createRow(theCase, settings, again) {
  const got = element('span', { class: 'got' });
  const preflights = element('span', { class: 'preflights' });
  const verdict = element('span', { class: 'mark' });
  const title = element('span', { class: 'title' }, sentence(theCase.sentence));
  const row = element(
    'details', { id: `case-${theCase.id}`, class: 'row' },
    element('summary', {}, title, got, preflights, verdict)
  );
  const words = `${theCase.id} ${theCase.sentence} ${settings.policies[theCase.policy] ?? theCase.file} ${theCase.run}`.toLowerCase();
  let opened;
  let last;

  const state = (name) => {
    row.dataset.state = name;
    verdict.replaceChildren(
      element('span', { 'aria-hidden': 'true' }, VERDICTS[name][0]), unseen(VERDICTS[name][1])
    );
  };
  state('waiting');

  row.addEventListener('toggle', () => {
    if (!row.open) return;
    if (location.hash !== `#${row.id}`) history.pushState(null, '', `#${row.id}`);
    if (!opened) {
      opened = caseView(theCase, settings, again);
      row.append(opened.view);
      if (last) opened.show(...last);
    }
  });

  return {
    row,
    matches: (word) => words.includes(word),
    show(observed, good) {
      last = [observed, good];
      state(observed.notCounted ? 'aside' : good ? 'good' : 'bad');
      got.replaceChildren(
        unseen('The page got: '), observed.notCounted ? '' : observed.refused ?? whatThePageGets(observed)
      );
      const count = observed.preflights;
      preflights.replaceChildren(count > 0 ? `${count} preflight${count > 1 ? 's' : ''}` : '');
      opened?.show(observed, good);
    },
  };
}
