// DOM from strings that may come from the wire: they become text, never markup.

/**
 * element('p', { class: 'note' }, 'Some ', element('b', {}, 'text')). A function as a value listens to that
 * event; `undefined` leaves the attribute out.
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** A sentence with `code` in it. */
export function sentence(text) {
  const parts = text.split('`').map((part, at) => (at % 2 === 0 ? part : element('code', {}, part)));
  return element('span', {}, ...parts);
}

/** Says it to those who hear the page. */
export const announce = (words) => (document.querySelector('#announcement').textContent = words);

/** Text for screen readers only, where the eye has a colour or a place. */
export const unseen = (text) => element('span', { class: 'unseen' }, text);
