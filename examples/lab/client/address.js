// What the page's address says after `#`: a lesson, a case, the switch of the first screen, or a whole
// composed request.

/** @returns {{ kind: 'policy' | 'case' | 'compose' | 'place', value: string }} */
export function readAddress(hash = location.hash) {
  const text = hash.slice(1) || 'policy=off';
  const [, kind, value] = /^(policy=|case-|compose\?)(.*)$/s.exec(text) ?? [undefined, '', text];
  return { kind: { 'policy=': 'policy', 'case-': 'case', 'compose?': 'compose' }[kind] ?? 'place', value };
}

/** Brings the node to the top of the window, unless its head can be seen already. */
export function bringIntoView(node) {
  const { top } = node.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.6) node.scrollIntoView();
}

/** Until the person does something, the node stays where it was brought, whatever is drawn above it. */
export function keepInView(node, until) {
  let touched = false;
  const events = ['wheel', 'touchstart', 'keydown', 'pointerdown'];
  const touch = () => (touched = true);
  for (const event of events) addEventListener(event, touch, { passive: true });
  node.scrollIntoView({ behavior: 'instant' });
  until.then(() => {
    for (const event of events) removeEventListener(event, touch);
    if (!touched) node.scrollIntoView({ behavior: 'instant' });
  });
}
