// The client page's own server: its files, its settings, the feed, and what the page tells and asks it.
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ownPost } from './own-post.js';
import { respond } from './respond.js';

/**
 * @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => void}
 * Listener
 */

const FOLDER = new URL('client/', import.meta.url);
/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const LARGEST_REPORT = 5_000_000; // characters
const LARGEST_CALL = 20_000;
// milliseconds; a browser has six connections for this host, whatever the number of its tabs
const LONGEST_HOLD = 8000;

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
  const posts = new Map([
    ['POST /results', ownPost(host, LARGEST_REPORT, (_, text) => onReport(JSON.parse(text, printable)))],
    ['POST /policy', ownPost(host, LARGEST_CALL, (name, text) => composed.set(name, text))],
    ['POST /verdict', ownPost(host, LARGEST_CALL, (name, text) => verdictOn(name, JSON.parse(text)))],
  ]);
  return (req, res) => {
    const { pathname, searchParams } = new URL(`http://${host}/${(req.url ?? '').replace(/^\/+/, '')}`);
    const route = `${req.method} ${pathname}`;
    const run = searchParams.get('end');
    const page = searchParams.get('page');
    const post = posts.get(route);
    if (route === 'GET /' && req.headers.host !== host) {
      // the policies allow this page by its one origin
      res.writeHead(302, { Location: `${origins.page}/` }).end();
    } else if (route === 'GET /settings.json') {
      respond(res, 'application/json', JSON.stringify({ ...origins, ...code }));
    } else if (route === 'GET /busy') {
      holdOpen(res);
    } else if (route === 'GET /feed' && page) {
      feed.open(page, res);
    } else if (route === 'POST /feed' && run) {
      feed.end(run, res);
    } else if (post) {
      post(req, res);
    } else if (route === 'GET /reexport.js' && isModule(searchParams.get('from'), origins)) {
      respond(
        res, 'text/javascript', `export { answer } from ${JSON.stringify(searchParams.get('from'))};\n`
      );
    } else if (req.method === 'GET' && files.has(pathname)) {
      if (pathname === '/') res.setHeader('Content-Security-Policy', pageRules(origins));
      if (pathname === '/frame.html') res.setHeader('Content-Security-Policy', frameRules(origins));
      respond(res, .../** @type {[string, Buffer]} */ (files.get(pathname)));
    } else {
      respond(res, 'text/plain', `There is no ${pathname} here.\n`, 404);
    }
  };
}

/** Without control characters, as it goes to a terminal. @param {string} _name @param {unknown} value */
function printable(_name, value) {
  if (typeof value !== 'string') return value;
  return value.replace(
    /\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  );
}

/**
 * The client's files by their paths, with their types, read once: no path of a request reaches the file
 * system.
 */
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
 * A response that never comes: until the page gives it up, the browser shows that the page is loading, and
 * whoever waits for the page to be loaded, for a picture of it say, waits until the cases have run. Not for
 * long, however.
 *
 * @param {import('node:http').ServerResponse} res
 */
function holdOpen(res) {
  const patience = setTimeout(() => res.destroy(), LONGEST_HOLD);
  res.on('close', () => clearTimeout(patience));
}

/**
 * Whether this is a module of the lab's: no other text goes into a script. @param {string | null} from @param
 * {Origins} origins
 */
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

/**
 * The sandboxed frame has no origin, so that 'self' might mean nothing there: the page's origin is named.
 * @param {Origins} origins
 */
function frameRules({ page, api }) {
  return `default-src 'none'; script-src ${page}; connect-src ${api}; frame-ancestors ${page}`;
}
