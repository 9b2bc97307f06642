export const article = {
  id: 'article',
  title: 'The other endpoints of the article',
  cases: [
    {
      id: 'products',
      sentence: 'Products for `https://yourdomain.com` only: this page is refused.',
      file: 'products.js',
      exports: ['productsFor', 'products'],
      async run({ url, fetch }) {
        const response = await fetch(url('/products/1'));
        return (await response.json()).id;
      },
      expected: { refused: 'TypeError', preflights: 0, requests: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'products-demo',
      sentence: 'Products for this page only: read.',
      file: 'products.js',
      exports: ['productsFor'],
      async run({ url, fetch }) {
        const response = await fetch(url('/demo/products/1'));
        return (await response.json()).id;
      },
      expected: { reads: '1', preflights: 0, requests: 1, reason: 'allowed' },
    },
    {
      id: 'whitelist',
      sentence: "Two origins, decided by a function, and this page's is not among them: the server itself refuses with 403.",
      file: 'whitelist.js',
      exports: ['whitelistFor', 'whitelist'],
      async run({ url, fetch }) {
        const response = await fetch(url('/whitelist/products/1'));
        return (await response.json()).id;
      },
      expected: { refused: 'TypeError', preflights: 0, requests: 1, reason: 'origin-not-allowed' },
    },
    {
      id: 'whitelist-demo',
      sentence: "The same function over a list with this page's origin: read.",
      file: 'whitelist.js',
      exports: ['whitelistFor'],
      async run({ url, fetch }) {
        const response = await fetch(url('/demo/whitelist/products/1'));
        return (await response.json()).id;
      },
      expected: { reads: '1', preflights: 0, requests: 1, reason: 'allowed' },
    },
    {
      id: 'resource',
      sentence: 'A preflight on one resource, for another origin: the `DELETE` is never sent.',
      file: 'preflight.js',
      exports: ['resourceFor', 'resource'],
      async run({ url, fetch }) {
        const response = await fetch(url('/the/resource/you/request'), {
          method: 'DELETE',
        });
        return response.status;
      },
      expected: { refused: 'TypeError', preflights: 1, requests: 0, reason: 'origin-not-allowed' },
    },
    {
      id: 'resource-demo',
      sentence: 'The same resource for this page: the preflight allows the `DELETE`.',
      file: 'preflight.js',
      exports: ['resourceFor'],
      async run({ url, fetch }) {
        const response = await fetch(url('/demo/the/resource/you/request'), {
          method: 'DELETE',
        });
        return response.status;
      },
      expected: { reads: 200, preflights: 1, requests: 1, reason: 'allowed' },
    },
    {
      id: 'everywhere',
      sentence: 'Preflights on all resources at once: even a missing one responds, and its 404 can be read.',
      file: 'preflight-everywhere.js',
      exports: ['everywhere'],
      async run({ url, fetch }) {
        const response = await fetch(url('/everywhere/nothing'), {
          headers: { 'X-Asked': 'yes' },
        });
        return response.status;
      },
      expected: { reads: 404, preflights: 1, requests: 1, reason: 'allowed' },
    },
    {
      id: 'visitor',
      sentence: 'A cookie set and read back across origins.',
      file: 'credentials.js',
      exports: ['credentialsFor'],
      async run({ url, fetch }) {
        await fetch(url('/credentials'), {
          method: 'POST',
          credentials: 'include',
        });
        const response = await fetch(url('/credentials'), {
          credentials: 'include',
        });
        return (await response.json()).visitor;
      },
      expected: { reads: 'ada', preflights: 0, requests: 2, reason: 'allowed' },
    },
  ],
};
