// All cases that no lesson shows, as rows by section, and the filter over them.
import { sections } from './cases.js';
import { element } from './element.js';
import { createRow } from './row.js';

/** `again(id)` runs a case once more. */
export function createRows(section, isElsewhere, settings, again) {
  const [input, place, shown] =
    ['.filter input', '#rows', '#shown'].map((selector) => section.querySelector(selector));
  const rows = new Map();
  const groups = [];
  for (const { title, cases } of sections) {
    const others = cases.filter(({ id }) => !isElsewhere(id));
    for (const theCase of others) rows.set(theCase.id, createRow(theCase, settings, () => again(theCase.id)));
    if (others.length === 0) continue;
    const own = others.map(({ id }) => rows.get(id));
    const node = element('div', { class: 'group' }, element('h3', {}, title), ...own.map(({ row }) => row));
    groups.push({ own, node });
  }
  place.append(...groups.map(({ node }) => node));
  input.addEventListener('input', () => filter(input.value));

  function filter(words) {
    const word = words.trim().toLowerCase();
    for (const { row, matches } of rows.values()) row.hidden = !matches(word);
    for (const { own, node } of groups) node.hidden = own.every(({ row }) => row.hidden);
    const count = [...rows.values()].filter(({ row }) => !row.hidden).length;
    if (count === 0) say('No case has these words.', false);
    else say(word ? `${count} of ${rows.size} cases` : '', true);
  }

  function say(words, isUnseen) {
    shown.textContent = words;
    shown.classList.toggle('unseen', isUnseen);
  }

  return {
    /** Says that there is none of that name. */
    lacks: (id) => say(`There is no case named ${id}.`, false),
    has: (id) => rows.has(id),
    show: (id, observed, good) => rows.get(id).show(observed, good),
    /** Opens a row, whatever the filter hides. */
    open(id) {
      const { row } = rows.get(id);
      if (row.hidden) {
        input.value = '';
        filter('');
      }
      row.open = true;
      return row;
    },
  };
}
