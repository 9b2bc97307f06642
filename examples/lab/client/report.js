// A page opened with ?report=/results tells the server that served it what it found.

/** Resolves when the report has arrived; does nothing without that parameter. Only to this origin. */
export async function report(browser, summary, results) {
  const path = new URLSearchParams(location.search).get('report');
  if (!path || new URL(path, location.href).origin !== location.origin) return;
  const cases = results.map(({ theCase, observed, good }) => {
    const { notCounted, departs = false, exchanges, calls, ...detail } = observed;
    return {
      id: theCase.id,
      sentence: theCase.sentence,
      counted: !notCounted,
      good,
      why: notCounted?.message,
      departs,
      expected: theCase.expected,
      observed: detail,
      exchanges,
    };
  });
  await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ browser, userAgent: navigator.userAgent, summary, cases }),
  });
}
