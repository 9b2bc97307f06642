// The client page's own server: its files, its settings, the feed, and what the page tells and asks it.
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { withCors } from 'with-cors';

/** @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => void} Listener */

const FOLDER = new URL('client/', import.meta.url);
/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const LARGEST_REPORT = 5_000_000; // characters
const LARGEST_CALL = 20_000;

/** @typedef {{ page: string, api: string, elsewhere: string, tls: string | undefined }} Origins */

/**
 * @param {object} parts
 * @param {Origins} parts.origins
 * @param {object} parts.code of the policies and of the article, for the page to show
 * @param {ReturnType<typeof import('./composed.js').createComposed>} parts.composed
 * @param {ReturnType<typeof import('./verdict.js').createVerdicts>} parts.verdictOn
 * @param {ReturnType<typeof import('./feed.js').createFeed>} parts.feed
 * @param {(report: any) => void} parts.onReport
 * @returns {Listener}
 */
export function pageListener({ origins, code, composed, verdictOn, feed, onReport }) {
  const files = readFiles();
  const { host } = new URL(origins.page);
  /** @param {number} largest @param {(page: string, text: string) => unknown} told */
  const own = (largest, told) => ownPageOnly(host, bodyListener(largest, told));
  const posts = new Map([
    ['POST /results', own(LARGEST_REPORT, (_, text) => onReport(JSON.parse(text)))],
    ['POST /policy', own(LARGEST_CALL, (page, text) => composed.set(page, text))],
    ['POST /verdict', own(LARGEST_CALL, (page, text) => verdictOn(page, JSON.parse(text)))],
  ]);
  return (req, res) => {
    const { pathname, searchParams } = new URL(`http://${host}/${(req.url ?? '').replace(/^\/+/, '')}`);
    const route = `${req.method} ${pathname}`;
    const run = searchParams.get('end');
    const page = searchParams.get('page');
    const post = posts.get(route);
    if (route === 'GET /' && req.headers.host !== host) {
      res.writeHead(302, { Location: `${origins.page}/` }).end(); // the policies allow this page by its one origin
    } else if (route === 'GET /settings.json') {
      answer(res, 'application/json', JSON.stringify({ ...origins, ...code }));
    } else if (route === 'GET /busy') {
      holdOpen(res);
    } else if (route === 'GET /feed' && page) {
      feed.open(page, res);
    } else if (route === 'POST /feed' && run) {
      feed.end(run, res);
    } else if (post) {
      post(req, res);
    } else if (route === 'GET /reexport.js' && isModule(searchParams.get('from'), origins)) {
      answer(res, 'text/javascript', `export { answer } from ${JSON.stringify(searchParams.get('from'))};\n`);
    } else if (req.method === 'GET' && files.has(pathname)) {
      if (pathname === '/') res.setHeader('Content-Security-Policy', pageRules(origins));
      if (pathname === '/frame.html') res.setHeader('Content-Security-Policy', frameRules(origins));
      answer(res, .../** @type {[string, Buffer]} */ (files.get(pathname)));
    } else {
      answer(res.writeHead(404), 'text/plain', `There is no ${pathname} here.\n`);
    }
  };
}

/** The client's files by their paths, with their types, read once: no path of a request reaches the file system. */
function readFiles() {
  const names = readdirSync(FOLDER, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'));
  const files = names.filter((name) => TYPES[extname(name)]).map((name) => {
    /** @type {[string, Buffer]} */
    const file = [`${TYPES[extname(name)]}; charset=utf-8`, readFileSync(new URL(name, FOLDER))];
    return /** @type {const} */ ([name === 'index.html' ? '/' : `/${name}`, file]);
  });
  return new Map(files);
}

/**
 * An answer that never comes: until the page gives it up, the browser shows that the page is loading, and whoever waits for
 * the page to be loaded, for a picture of it say, waits until the cases have run.
 *
 * @param {import('node:http').ServerResponse} res
 */
function holdOpen(res) {
  const patience = setTimeout(() => res.destroy(), 60_000);
  res.on('close', () => clearTimeout(patience));
}

/** @param {import('node:http').ServerResponse} res @param {string} type @param {string | Buffer} body */
function answer(res, type, body) {
  if (!res.headersSent) {
    res.setHeader('Content-Type', type);
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('X-Content-Type-Options', 'nosniff');
  }
  res.end(body);
}

/** Whether this is a module of the lab's: no other text goes into a script. @param {string | null} from @param {Origins} origins */
function isModule(from, { api }) {
  return from !== null && from.startsWith(`${api}/lab/`);
}

/** What the page may load and ask: itself and the lab's own servers. @param {Origins} origins */
function pageRules({ api, elsewhere, tls }) {
  const connect = ["'self'", api, elsewhere, ...(tls ? [tls] : [])].join(' ');
  return [
    "default-src 'none'",
    `script-src 'self' ${api}`,
    `style-src 'self' ${api}`,
    `img-src 'self' data: ${api}`,
    `font-src ${api}`,
    `connect-src ${connect}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The sandboxed frame has no origin, so that 'self' might mean nothing there: the page's origin is named. @param {Origins} origins */
function frameRules({ page, api }) {
  return `default-src 'none'; script-src ${page}; connect-src ${api}; frame-ancestors ${page}`;
}

/**
 * For this page only: not for pages of other origins, nor for those of a foreign name that leads to this machine.
 *
 * @param {string} host
 * @param {Listener} listener
 * @returns {Listener}
 */
function ownPageOnly(host, listener) {
  const guarded = withCors(listener, { origin: false, blockDisallowed: true });
  return (req, res) => {
    if (req.headers.host === host) guarded(req, res);
    else answer(res.writeHead(421), 'text/plain', `This is ${host}.\n`);
  };
}

/**
 * Hands the page's id and the body on, and answers with what comes of it as JSON.
 *
 * @param {number} largest
 * @param {(page: string, text: string) => unknown} told
 * @returns {Listener}
 */
const bodyListener = (largest, told) => async (req, res) => {
  try {
    const page = /[?&]page=([\w.]{1,40})/.exec(req.url ?? '')?.[1] ?? '';
    const value = await told(page, await bodyOf(req, largest));
    if (value === undefined) res.writeHead(204).end();
    else answer(res, 'application/json', JSON.stringify(value));
  } catch (error) {
    answer(res.writeHead(400), 'text/plain', `${/** @type {Error} */ (error).message}\n`);
  }
};

/** @param {import('node:http').IncomingMessage} req @param {number} largest */
async function bodyOf(req, largest) {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largest) throw new Error(`More than ${largest} characters are too many.`);
  }
  return text;
}
