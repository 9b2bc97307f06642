// A lesson as a card: a few words, some cases to choose from, and the chosen one's two sides.
import { caseView } from './case-view.js';
import { element, sentence } from './element.js';

/** `cases` is a map from ids; `again(id)` runs one once more. */
export function createLesson({ id, title, words, cases: labels }, cases, settings, again) {
  const panels = new Map(
    Object.keys(labels).map((name) => [name, caseView(cases.get(name), settings, () => again(name))])
  );
  const links = new Map(
    Object.entries(labels).map(([name, label]) => [name, element('a', { href: `#case-${name}` }, label)])
  );
  const place = element('div', {});
  const card = element(
    'section',
    { class: 'lesson', id: `lesson-${id}`, 'aria-labelledby': `lesson-${id}-title` },
    element('h3', { id: `lesson-${id}-title` }, title),
    element('p', {}, sentence(words)),
    element(
      'ul', { class: 'choices', 'aria-label': 'Choose' },
      ...[...links.values()].map((link) => element('li', {}, link))
    ),
    place,
  );
  const shown = new Map();
  let chosen;

  function choose(name) {
    chosen = name;
    for (const [each, link] of links) {
      if (each === name) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    place.replaceChildren(panels.get(name).view);
    if (shown.has(name)) draw(name);
  }
  /** Only what is looked at is drawn, and asked for its verdict. */
  function draw(name) {
    panels.get(name).show(...shown.get(name));
    card.dataset.done = name;
  }
  choose(Object.keys(labels)[0]);

  return {
    card,
    has: (name) => panels.has(name),
    choose,
    show(name, observed, good) {
      shown.set(name, [observed, good]);
      if (name === chosen) draw(name);
    },
  };
}
