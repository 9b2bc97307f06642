export const credentials = {
  id: 'credentials',
  title: 'Cookies',
  cases: [
    {
      id: 'cookie',
      sentence: 'An explicit origin and `credentials: true`: the cookie is set, the server sees it again, the page reads the response.',
      policy: 'origin=page;credentials',
      async run({ url, fetch }) {
        await fetch(url('/lab/origin=page;credentials/login'), {
          method: 'POST',
          credentials: 'include',
        });
        const response = await fetch(url('/lab/origin=page;credentials/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      expected: { reads: 'lab=welcome', preflights: 0, handled: 2, reason: 'allowed', cookie: true },
    },
    {
      id: 'any-origin',
      sentence: '`include` with any origin: `*` is not enough for a response that was made for one person.',
      policy: 'withCors',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/withCors/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'no-credentials',
      sentence: 'An explicit origin, but no `credentials: true`: refused. The cookie was sent all the same.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        await fetch(url('/lab/origin=page;credentials/login'), {
          method: 'POST',
          credentials: 'include',
        });
        const response = await fetch(url('/lab/origin=page/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 2, reason: 'allowed', cookie: true },
    },
    {
      id: 'omitted',
      sentence: 'The default is `same-origin`: no cookie goes to another origin.',
      policy: 'origin=page;credentials',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;credentials/echo'));
        return (await response.json()).cookie ?? 'no cookie';
      },
      expected: { reads: 'no cookie', preflights: 0, handled: 1, reason: 'allowed', cookie: false },
    },
  ],
};
