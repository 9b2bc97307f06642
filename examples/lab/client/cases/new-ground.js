import { answerOf } from '../loading.js';

export const newGround = {
  id: 'new-ground',
  title: 'Other ground',
  cases: [
    {
      id: 'sandbox',
      sentence: 'A sandboxed frame says `Origin: null`, as any site’s could: refused.',
      policy: 'origin=page',
      async run({ url }) {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts'; // without allow-same-origin: its origin is opaque
        frame.src = `/frame.html?fetch=${encodeURIComponent(url('/lab/origin=page/echo'))}`;
        return (await answerOf(frame)).method; // what fetch(…) gives inside the frame
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'sandbox-any',
      sentence: 'Where any origin is allowed, so is the sandboxed frame.',
      policy: 'withCors',
      async run({ url }) {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts'; // without allow-same-origin: its origin is opaque
        frame.src = `/frame.html?fetch=${encodeURIComponent(url('/lab/withCors/echo'))}`;
        return (await answerOf(frame)).method; // what fetch(…) gives inside the frame
      },
      expected: { reads: 'GET', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'http2',
      sentence: 'HTTP/2 over TLS: the same policy, the same two responses.',
      policy: 'origin=page',
      async run({ tlsUrl }) {
        const response = await fetch(tlsUrl('/lab/origin=page/echo'), {
          method: 'PUT',
        });
        return (await response.json()).http;
      },
      expected: { reads: '2.0', preflights: 1, handled: 1, reason: 'allowed' },
    },
    {
      id: 'http2-refused',
      sentence: 'HTTP/2 over TLS, and an origin that is not allowed.',
      policy: 'origin=yourdomain',
      async run({ tlsUrl }) {
        const response = await fetch(tlsUrl('/lab/origin=yourdomain/echo'), {
          method: 'PUT',
        });
        return (await response.json()).http;
      },
      expected: { refused: 'TypeError', preflights: 1, handled: 0, reason: 'origin-not-allowed' },
    },
  ],
};
