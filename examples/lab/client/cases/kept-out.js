export const keptOut = {
  id: 'kept-out',
  title: 'Kept from the handler',
  cases: [
    {
      id: 'handled-anyway',
      sentence: 'A `POST` from an origin that is not allowed: the page can’t read the response, but the handler has run.',
      policy: 'origin=yourdomain',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain/echo'), {
          method: 'POST',
          body: 'an order',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'blocked',
      sentence: 'With `blockDisallowed` the server responds with 403, and the handler does not run.',
      policy: 'origin=yourdomain;blockDisallowed',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain;blockDisallowed/echo'), {
          method: 'POST',
          body: 'an order',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 0, reason: 'origin-not-allowed' },
    },
    {
      id: 'same-origin',
      sentence: 'A `POST` within one origin carries `Origin` too, and passes under `blockDisallowed`.',
      policy: 'origin=yourdomain;blockDisallowed',
      async run({ ownUrl }) {
        const response = await fetch(ownUrl('/lab/origin=yourdomain;blockDisallowed/echo'), {
          method: 'POST',
          body: 'an order',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'POST', preflights: 0, handled: 1, reason: 'same-origin' },
    },
  ],
};
