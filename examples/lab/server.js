// The lab's three servers: the client page on its own origin, the API on another, and HTTP/2 over TLS beside
// it.
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { withCors } from 'with-cors';
import { createArticleServer } from '../article/server.js';
import { certificate as makeCertificate } from '../certificate.js';
import { createComposed } from './composed.js';
import { watchExchanges } from './exchanges.js';
import { articleExcerpts } from './excerpts.js';
import { createFeed } from './feed.js';
import { listen } from './listen.js';
import { policyAsCode } from './options-code.js';
import { pageListener } from './page.js';
import { labPolicies } from './policies.js';
import { labResources } from './resources.js';
import { respond } from './respond.js';
import { createVerdicts } from './verdict.js';

/**
 * Starts the lab on the loopback interface.
 *
 * @param {object} [options]
 * @param {number} [options.port] of the API; 0, the default, is any free one
 * @param {number} [options.clientPort] of the client page; 0 as well
 * @param {((line: string) => void) | false} [options.log] where the lines about the article's endpoints go
 * @param {(report: any) => void} [options.onReport] hears what a page opened with `?report=/results` found
 */
export async function startLab({ port = 0, clientPort = 0, log = false, onReport = () => {} } = {}) {
  const certificate = certificateIfPossible();
  const feed = createFeed();
  const exchanges = watchExchanges(feed);
  const composed = createComposed();
  /** @type {(() => void)[]} */
  const closers = [exchanges.close];
  const close = () => closers.splice(0).forEach((end) => end());

  /** @param {import('node:net').Server} server @param {number} port @param {string} variable */
  const open = async (server, port, variable) => {
    const listening = await listen(server, { port, variable });
    closers.push(listening.close);
    return listening.port;
  };

  try {
    const page = createServer();
    const api = createServer();
    const tls = certificate && createSecureServer({ ...certificate, allowHTTP1: true });
    const pageOrigin = `http://localhost:${await open(page, clientPort, 'CLIENT_PORT')}`;
    const apiPort = await open(api, port, 'PORT');
    const origins = {
      page: pageOrigin,
      api: `http://localhost:${apiPort}`,
      elsewhere: `http://127.0.0.1:${apiPort}`, // the same server, and for a browser another origin
      tls: tls && `https://localhost:${await open(tls, 0, 'TLS_PORT')}`,
    };

    const policies = labPolicies(origins.page);
    const article = createArticleServer({ clientOrigin: origins.page, log });
    const lab = labListener(policies, composed, labResources(origins.elsewhere), exchanges);
    const code = {
      policies: Object.fromEntries(
        Object.entries(policies).map(([name, options]) => [name, policyAsCode(options)])
      ),
      article: articleExcerpts(),
    };
    const client =
      pageListener({ origins, code, composed, verdictOn: createVerdicts(origins), feed, onReport });

    api.on('request', exchanges.watched(either(lab, (req, res) => article.emit('request', req, res))));
    page.on('request', exchanges.watched(either(lab, client)));
    tls?.on('request', exchanges.watched(/** @type {any} */ (either(lab, welcome(origins.page)))));
    return { origins, certificate: certificate?.cert.toString(), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** @typedef {import('./page.js').Listener} Listener */

const GONE = 'The policy of this address is gone: others came since, or the server was started again. Send it again, and copy anew.\n';

/** @param {Listener} lab @param {Listener} rest @returns {Listener} */
const either = (lab, rest) => (req, res) => (req.url?.startsWith('/lab/') ? lab : rest)(req, res);

/**
 * What one sees who has opened the TLS server's address to trust its certificate. @param {string} page
 * @returns {Listener}
 */
const welcome = (page) => (_req, res) => {
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  res.end(
    `This browser now trusts this server's certificate. Go back to ${page} and run the HTTP/2 cases again.\n`
  );
};

/**
 * /lab/<policy>/<resource>: each resource behind each policy. /lab/<resource>: behind the one that the page
 * has composed, which a request names by its run, or by `?page=…` where nobody is to hear of it.
 *
 * @param {ReturnType<typeof labPolicies>} policies
 * @param {ReturnType<typeof createComposed>} composed
 * @param {ReturnType<typeof labResources>} resources
 * @param {ReturnType<typeof watchExchanges>} exchanges
 * @returns {Listener}
 */
function labListener(policies, composed, resources, exchanges) {
  const handlers = Object.entries(resources).map(
    ([name, resource]) => /** @type {const} */ ([name, exchanges.handling(resource)])
  );
  /** @type {Map<string, Listener>} */
  const routes = new Map(
    Object.entries(policies).flatMap(([policy, options]) =>
      handlers.map(
        ([name, handler]) => [`/lab/${policy}/${name}`, options ? withCors(handler, options) : handler]
      ),
    ),
  );
  for (const [name, handler] of handlers) {
    routes.set(`/lab/${name}`, (req, res) => {
      const composedName = /[?&](?:run|page)=(\w+\.\w+)/.exec(req.url ?? '')?.[1] ?? '';
      const policy = composed.get(composedName);
      if (!composed.has(composedName)) respond(res, 'text/plain', GONE, 404);
      else if (policy) withCors(handler, policy)(req, res);
      else handler(req, res);
    });
  }
  return (req, res) => {
    const route = routes.get(String(req.url).replace(/\?.*/, ''));
    exchanges.notHandledYet(req);
    res.setHeader('Cache-Control', 'no-store'); // each case asks the server, not the browser's cache
    if (route) route(req, res);
    else res.writeHead(404).end();
  };
}

/** HTTP/2 is the one case that needs it: without `openssl` the lab runs all the others. */
function certificateIfPossible() {
  try {
    return makeCertificate();
  } catch {
    return undefined;
  }
}
