export const reading = {
  id: 'reading',
  title: 'What can be read of a response',
  cases: [
    {
      id: 'exposed',
      sentence: 'A header in `exposedHeaders` can be read.',
      policy: 'origin=page;exposedHeaders=X-Total',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;exposedHeaders=X-Total/total'));
        return response.headers.get('X-Total');
      },
      expected: { reads: '42', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'hidden',
      sentence: 'A header that is not exposed was sent, but the page doesn’t see it.',
      policy: 'origin=page;exposedHeaders=X-Total',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page;exposedHeaders=X-Total/total'));
        return response.headers.get('X-Internal');
      },
      expected: { reads: null, preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'not-found',
      sentence: 'A 404 can be read like any response.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/missing'));
        return [response.status, (await response.json()).msg];
      },
      expected: { reads: [404, 'There is no such thing.'], preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'server-error',
      sentence: 'So can a 500: errors carry the CORS headers too.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/broken'));
        return [response.status, (await response.json()).msg];
      },
      expected: { reads: [500, 'The handler failed.'], preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'redirect-any',
      sentence: 'A redirect to a third origin: from there on the browser says `Origin: null`, and `*` lets that in.',
      policy: 'withCors',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/withCors/redirect'));
        return new URL(response.url).hostname;
      },
      expected: { reads: '127.0.0.1', preflights: 0, handled: 2, reason: 'allowed' },
    },
    {
      id: 'redirect-one',
      sentence: 'The same redirect where one origin is allowed: `null` is not it.',
      policy: 'origin=page',
      async run({ url, fetch }) {
        const response = await fetch(url('/lab/origin=page/redirect'));
        return new URL(response.url).hostname;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 2, reason: 'origin-not-allowed' },
    },
  ],
};
