export const origins = {
  id: 'origins',
  title: 'Who may read',
  cases: [
    {
      id: 'one-origin',
      sentence: 'One origin, and it is this page.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'one-origin-refused',
      sentence: 'One origin, and it is another one.',
      policy: 'origin=yourdomain',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'list',
      sentence: 'A list of origins with this page in it.',
      policy: 'origin=yourdomain,page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain,page/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'list-refused',
      sentence: 'A list of origins without this page.',
      policy: 'origin=yourdomain,www',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=yourdomain,www/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'ports',
      sentence: 'A pattern over ports: this page, whatever its port.',
      policy: 'origin=localhost:*',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=localhost:*/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'subdomains',
      sentence: 'A pattern over subdomains, of another site.',
      policy: 'origin=*.yourdomain',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=*.yourdomain/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'function',
      sentence: 'A lookup that takes its time, and finds this page.',
      policy: 'origin=customers,page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=customers,page/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'function-refused',
      sentence: 'A lookup that takes its time, and does not find this page.',
      policy: 'origin=customers',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=customers/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
  ],
};
