export const preflights = {
  id: 'preflights',
  title: 'Asked for first',
  lead: 'Anything beyond that may surprise a server that has never heard of CORS. So the browser first asks with `OPTIONS`, the preflight: may I send this?',
  cases: [
    {
      id: 'json',
      sentence: '`POST` of JSON: a form could not send it, so the browser asks first.',
      policy: 'one',
      async run({ url }) {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(url('/lab/one/echo'), {
          method: 'POST',
          headers,
          body: '{}',
        });
        return (await response.json()).type;
      },
      expected: { reads: 'application/json', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'put',
      sentence: '`PUT` is asked for first.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'), {
          method: 'PUT',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'PUT', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'delete',
      sentence: '`DELETE` is asked for first.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'), {
          method: 'DELETE',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'DELETE', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'patch',
      sentence: '`PATCH` is asked for first.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'), {
          method: 'PATCH',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'PATCH', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'own-header',
      sentence: 'A header of the page’s own is asked for first.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'), {
          headers: { 'X-Wanted': 'yes' },
        });
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'authorization',
      sentence: '`Authorization` is asked for first; `allowedHeaders`, left at any, includes it.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'), {
          headers: { Authorization: 'Bearer abc' },
        });
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'remembered',
      sentence: 'With `maxAge: 600` the answer is remembered: two requests, one preflight.',
      policy: 'remembered',
      async run({ url }) {
        await fetch(url('/lab/remembered/echo'), {
          method: 'PUT',
        });
        const response = await fetch(url('/lab/remembered/echo'), {
          method: 'PUT',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 1, handled: 2, reason: 'allowed' },
    },
    {
      id: 'forgotten',
      sentence: 'With `maxAge: 0` the answer is not remembered: two requests, two preflights.',
      policy: 'forgotten',
      async run({ url }) {
        await fetch(url('/lab/forgotten/echo'), {
          method: 'PUT',
        });
        const response = await fetch(url('/lab/forgotten/echo'), {
          method: 'PUT',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 2, handled: 2, reason: 'allowed' },
    },
  ],
};
