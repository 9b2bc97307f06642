export const origins = {
  id: 'origins',
  title: 'Who may read',
  lead: "The policy compares the request's `Origin` with its `origin` option. The handler runs either way: without `blockDisallowed`, CORS says who may read the answer, not who may ask.",
  cases: [
    {
      id: 'one',
      sentence: 'One origin, and it is this page.',
      policy: 'one',
      async run({ url }) {
        const response = await fetch(url('/lab/one/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'another',
      sentence: 'One origin, and it is another one.',
      policy: 'another',
      async run({ url }) {
        const response = await fetch(url('/lab/another/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'list',
      sentence: 'A list of origins with this page in it.',
      policy: 'list',
      async run({ url }) {
        const response = await fetch(url('/lab/list/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'another-list',
      sentence: 'A list of origins without this page.',
      policy: 'another-list',
      async run({ url }) {
        const response = await fetch(url('/lab/another-list/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'ports',
      sentence: 'A pattern over ports: this page, whatever its port.',
      policy: 'ports',
      async run({ url }) {
        const response = await fetch(url('/lab/ports/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'subdomains',
      sentence: 'A pattern over subdomains, of another site.',
      policy: 'subdomains',
      async run({ url }) {
        const response = await fetch(url('/lab/subdomains/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'lookup',
      sentence: 'A lookup that takes its time, and finds this page.',
      policy: 'lookup',
      async run({ url }) {
        const response = await fetch(url('/lab/lookup/echo'));
        return response.status;
      },
      expected: { reads: 200, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'another-lookup',
      sentence: 'A lookup that takes its time, and does not find this page.',
      policy: 'another-lookup',
      async run({ url }) {
        const response = await fetch(url('/lab/another-lookup/echo'));
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
  ],
};
