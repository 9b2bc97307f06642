export const neverSent = {
  id: 'never-sent',
  title: 'Preflights, and what is never sent',
  cases: [
    {
      id: 'origin-refused',
      sentence: 'An origin that is not allowed: the preflight is refused, and the `PUT` never sent.',
      policy: 'origin=yourdomain',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain/echo'), {
          method: 'PUT',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 1, handled: 0, reason: 'origin-not-allowed' },
    },
    {
      id: 'no-policy',
      sentence: 'No CORS at all: a handler that doesn’t know preflights responds to one like any request, and the `PUT` is never sent.',
      policy: 'handler',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/handler/echo'), {
          method: 'PUT',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 1, requests: 0, reason: null },
    },
    {
      id: 'method-refused',
      sentence: 'A method that the policy lacks: the browser reads the list and does not send it.',
      policy: 'origin=page;methods=GET',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;methods=GET/echo'), {
          method: 'DELETE',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 1, handled: 0, reason: 'method-not-allowed' },
    },
    {
      id: 'header-allowed',
      sentence: 'A header that the policy lists is sent.',
      policy: 'origin=page;allowedHeaders=X-Wanted',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;allowedHeaders=X-Wanted/echo'), {
          headers: { 'X-Wanted': 'yes' },
        });
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'header-refused',
      sentence: 'A header that the policy lacks: the browser reads the list and does not send it.',
      policy: 'origin=page;allowedHeaders=X-Wanted',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;allowedHeaders=X-Wanted/echo'), {
          headers: { 'X-Unwanted': 'yes' },
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 1, handled: 0, reason: 'headers-not-allowed' },
    },
    {
      id: 'lower-case',
      sentence: '`patch` in lower case is another method than `PATCH`: browsers don’t correct it, and methods are compared byte for byte.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'patch',
        });
        return (await response.json()).method;
      },
      expected: { refused: 'TypeError', preflights: 1, handled: 0, reason: 'method-not-allowed' },
    },
  ],
};
