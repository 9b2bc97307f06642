export const firstContact = {
  id: 'first-contact',
  title: 'First contact',
  cases: [
    {
      id: 'fetch-without',
      sentence: '`fetch` without CORS: refused, yet received.',
      file: 'without-cors.js',
      exports: ['withoutCors'],
      async run({ url, fetch }) {
        const response = await fetch(url('/without-cors'));
        return (await response.json()).msg;
      },
      expected: { refused: 'TypeError', preflights: 0, requests: 1, reason: null },
    },
    {
      id: 'fetch-with',
      sentence: '`fetch` with CORS: the page reads the response.',
      file: 'with-cors.js',
      exports: ['anyOrigin'],
      async run({ url, fetch }) {
        const response = await fetch(url('/with-cors'));
        return (await response.json()).msg;
      },
      expected: { reads: 'WHOAH with CORS it works! 🔝 🎉', preflights: 0, requests: 1, reason: 'allowed' },
    },
    {
      id: 'xhr-without',
      sentence: '`XMLHttpRequest` without CORS: refused, yet received.',
      file: 'without-cors.js',
      exports: ['withoutCors'],
      async run({ url }) {
        const request = new XMLHttpRequest();
        request.open('GET', url('/without-cors'));
        request.send();
        await new Promise((resolve) => (request.onloadend = resolve));
        if (request.status === 0) throw new DOMException('status 0', 'NetworkError');
        return JSON.parse(request.responseText).msg;
      },
      expected: { refused: 'NetworkError', preflights: 0, requests: 1, reason: null },
    },
    {
      id: 'xhr-with',
      sentence: '`XMLHttpRequest` with CORS: the page reads the response.',
      file: 'with-cors.js',
      exports: ['anyOrigin'],
      async run({ url }) {
        const request = new XMLHttpRequest();
        request.open('GET', url('/with-cors'));
        request.send();
        await new Promise((resolve) => (request.onloadend = resolve));
        if (request.status === 0) throw new DOMException('status 0', 'NetworkError');
        return JSON.parse(request.responseText).msg;
      },
      expected: { reads: 'WHOAH with CORS it works! 🔝 🎉', preflights: 0, requests: 1, reason: 'allowed' },
    },
  ],
};
