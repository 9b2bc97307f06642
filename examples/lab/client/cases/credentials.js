export const credentials = {
  id: 'credentials',
  title: 'Cookies',
  lead: 'With `credentials: \'include\'` the browser sends cookies along, and then wants the server to say that it means it: one origin by name, and `Access-Control-Allow-Credentials`.',
  cases: [
    {
      id: 'cookie',
      sentence: 'An explicit origin and `credentials: true`: the cookie is set, the server sees it again, the page reads the answer.',
      policy: 'credentials',
      async run({ url }) {
        await fetch(url('/lab/credentials/login'), {
          method: 'POST',
          credentials: 'include',
        });
        const response = await fetch(url('/lab/credentials/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      expected: { reads: 'lab=welcome', preflights: 0, handled: 2, reason: 'allowed', cookie: true },
    },
    {
      id: 'any-origin',
      sentence: '`include` with any origin: `*` is not enough for an answer that was made for one person.',
      policy: 'any',
      async run({ url }) {
        const response = await fetch(url('/lab/any/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      note: 'The policy allows the origin; that the page asked with credentials, no server can see. The browser knows, and `*` does not do.',
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'no-credentials',
      sentence: 'An explicit origin, but no `credentials: true`: refused. The cookie was sent all the same.',
      policy: 'one',
      async run({ url }) {
        await fetch(url('/lab/credentials/login'), {
          method: 'POST',
          credentials: 'include',
        });
        const response = await fetch(url('/lab/one/echo'), {
          credentials: 'include',
        });
        return (await response.json()).cookie;
      },
      note: 'The policy allows the origin; that the page asked with credentials, no server can see. The browser knows, and misses `Access-Control-Allow-Credentials`.',
      expected: { refused: 'TypeError', preflights: 0, handled: 2, reason: 'allowed', cookie: true },
    },
    {
      id: 'omitted',
      sentence: 'The default is `same-origin`: no cookie goes to another origin.',
      policy: 'credentials',
      async run({ url }) {
        const response = await fetch(url('/lab/credentials/echo'));
        return (await response.json()).cookie ?? 'no cookie';
      },
      expected: { reads: 'no cookie', preflights: 0, handled: 1, reason: 'allowed', cookie: false },
    },
  ],
};
