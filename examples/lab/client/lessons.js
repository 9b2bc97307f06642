// The lessons, in the order and the words of the article: an introduction to CORS with Express. Each shows
// some of the cases, by their ids.

export const lessons = [
  {
    id: 'refused',
    title: 'Refused, yet received',
    words: 'The server has sent its 200 and hears of no error. The browser finds in it no word that this page may read it.',
    cases: { 'fetch-without': 'fetch', 'xhr-without': 'XMLHttpRequest' },
  },
  {
    id: 'with-cors',
    title: 'With CORS',
    words: '`withCors` around the handler sends one header more, `Access-Control-Allow-Origin`, and the page reads the response.',
    cases: { 'fetch-with': 'fetch', 'xhr-with': 'XMLHttpRequest' },
  },
  {
    id: 'origins',
    title: 'One origin, a list, a function',
    words: 'By default any page may read. Name whom you mean: the request says in `Origin` who asks.',
    cases: {
      'products-demo': 'one origin',
      'list': 'a list',
      'whitelist-demo': 'a function',
      'products': 'one origin: not this page',
      'whitelist': 'a function: not this page',
    },
  },
  {
    id: 'simple',
    title: 'Simple requests',
    words: 'What a form could always send is sent at once: `GET`, `HEAD`, `POST` with one of three content types. JSON is not one.',
    cases: {
      'get': 'GET', 'post-text': 'POST, text', 'post-form': 'POST, a form', 'json': 'POST, JSON: not simple'
    },
  },
  {
    id: 'preflight',
    title: 'Preflight, on one resource and on all',
    words: 'For everything else the browser asks first, with `OPTIONS`. `withCors` responds; your handler never sees it.',
    cases: {
      'resource-demo': 'one resource', 'everywhere': 'all resources', 'resource': 'not for this page'
    },
  },
  {
    id: 'cookies',
    title: 'Cookies',
    words: 'The page asks with `credentials: \'include\'`, and the server must mean it: `credentials: true`, and the origin by name.',
    cases: {
      'visitor': 'both sides say so', 'no-credentials': 'the server does not', 'any-origin': 'any origin'
    },
  },
];
