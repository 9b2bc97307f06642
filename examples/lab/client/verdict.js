// What the standard makes of a call, as `with-cors/page` says it on the server: the sentence that the console
// prints, and what to change.
import { element } from './element.js';
import { askServer } from './own-server.js';

/** Resolves with the verdict, or with nothing where the call can't be told to the server. */
export async function verdictOn(policyName, { path, init }) {
  if (init.body !== undefined && typeof init.body !== 'string') return undefined;
  const response =
    await askServer(`/verdict?page=${policyName}`, { method: 'POST', body: JSON.stringify({ path, init }) });
  return response.ok ? response.json() : undefined;
}

export function verdictView(verdict) {
  if (verdict === undefined) return element('div', {});
  const { message, notes, change, console: printed, rule } = verdict;
  const told = [
    ['Why', message],
    ['Console', printed && element('code', {}, printed)],
    ['Change', change],
    ...notes.map((note) => ['Note', note]),
    ['Rule',
      rule && element(
        'a', { href: rule, target: '_blank', rel: 'noreferrer' }, rule.replace('https://', '')
      )],
  ];
  return element('dl', { class: 'verdict' }, ...told.filter(([, words]) => words).flatMap(([term, words]) => [
    element('dt', {}, term),
    element('dd', {}, words),
  ]));
}
