export const preflights = {
  id: 'preflights',
  title: 'Preflights',
  cases: [
    {
      id: 'json',
      sentence: '`POST` of JSON: a form could not send it, so the browser asks first.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(url('/lab/origin=page/echo'), {
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
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'PUT',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'PUT', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'delete',
      sentence: '`DELETE` is asked for first.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'DELETE',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'DELETE', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'patch',
      sentence: '`PATCH` is asked for first.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          method: 'PATCH',
        });
        return (await response.json()).method;
      },
      expected: { reads: 'PATCH', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'own-header',
      sentence: 'A header of the page’s own is asked for first.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          headers: { 'X-Wanted': 'yes' },
        });
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'authorization',
      sentence: '`Authorization` is asked for first; `allowedHeaders`, left at any, includes it.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'), {
          headers: { Authorization: 'Bearer abc' },
        });
        return (await response.json()).method;
      },
      expected: { reads: 'GET', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'max-age-600',
      sentence: 'With `maxAge: 600` the response is remembered: two requests, one preflight.',
      policy: 'origin=page;maxAge=600',
      async run({ url, fetch }) {
        await fetch(url('/lab/origin=page;maxAge=600/echo'), {
          method: 'PUT',
        });
        const response = await fetch(url('/lab/origin=page;maxAge=600/echo'), {
          method: 'PUT',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 1, handled: 2, reason: 'allowed' },
    },
    {
      id: 'max-age-0',
      sentence: 'With `maxAge: 0` the response is not remembered: two requests, two preflights.',
      policy: 'origin=page;maxAge=0',
      async run({ url, fetch }) {
        await fetch(url('/lab/origin=page;maxAge=0/echo'), {
          method: 'PUT',
        });
        const response = await fetch(url('/lab/origin=page;maxAge=0/echo'), {
          method: 'PUT',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 2, handled: 2, reason: 'allowed' },
    },
  ],
};
