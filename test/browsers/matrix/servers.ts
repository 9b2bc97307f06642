// The two servers of the matrix, on loopback: one has an address for every asker and pair, behind the pair's
// policy, and keeps what arrived there; the other serves the pages that ask, and takes their reports.

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createCorsPolicy, withCors, type CorsPolicy } from 'with-cors';
import { HANDLERS } from './handlers.ts';
import { matrixFrame, matrixPage, type Sight, type Task } from './page.ts';
import type { Origins, Pair, Place } from './pairs.ts';

/** A request as it reached the server, before the policy or the handler saw it. */
export interface Arrival {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Matrix {
  readonly origins: Origins;
  readonly pairs: readonly Pair[];
  readonly policies: readonly CorsPolicy[];
  /** The address of a pair, one for each asker, so that no cache of a browser ever answers for another. */
  address(asker: string, pair: number): string;
  arrivals(asker: string, pair: number): readonly Arrival[];
  /** The address of the page for an asker, and what it will report. */
  page(asker: string): { readonly url: string; readonly reported: Promise<readonly Sight[]> };
  close(): Promise<void>;
}

/** A cookie that every page of `localhost` has, whatever its port. */
export const COOKIE = 'known=yes';

export async function startMatrix(pairsFor: (origins: Origins) => readonly Pair[]): Promise<Matrix> {
  const arrivals = new Map<string, Arrival[]>();
  const reports = new Map<string, (sights: readonly Sight[]) => void>();
  let listeners: RequestListener[] = [];

  const api = createServer((req, res) => {
    const [, asker = '', what = ''] = req.url!.split('/');
    if (what === 'frame') return void html(res, frame(asker, 'api'));
    const key = `${asker}/${what}`;
    arrivals.set(key, [...arrivals.get(key) ?? [], { method: req.method!, headers: req.headers }]);
    return listeners[Number(what)]!(req, res);
  });

  const pages = createServer((req, res) => {
    const [, asker = '', what = '', place] = req.url!.split('/');
    if (what === 'report') {
      void text(req).then((body) => { res.end(); reports.get(asker)?.(JSON.parse(body) as Sight[]); });
    } else if (what === 'frame') {
      html(res, frame(asker, place as Place));
    } else {
      res.setHeader('Set-Cookie', `${COOKIE}; Path=/; SameSite=Lax`);
      html(res, matrixPage({
        page: `${origins.page}/${asker}/frame/page`, app: `${origins.app}/${asker}/frame/app`,
        sandbox: `${origins.page}/${asker}/frame/sandbox`, api: `${origins.api}/${asker}/frame`,
      }));
    }
  });

  const [apiPort, pagePort] = [await listen(api), await listen(pages)];
  const origins: Origins = {
    page: `http://localhost:${pagePort}`,
    app: `http://app.localhost:${pagePort}`,
    sandbox: 'null',
    api: `http://localhost:${apiPort}`,
  };
  const address = (asker: string, pair: number) => `${origins.api}/${asker}/${pair}`;
  const pairs = pairsFor(origins);
  const policies = pairs.map(({ policy }) => createCorsPolicy(policy));
  listeners = pairs.map(({ handler }, index) => withCors(HANDLERS[handler], policies[index]!));

  function frame(asker: string, place: Place): string {
    const tasks = pairs.flatMap(({ from, request }, id): Task[] =>
      from === place ? [{ id, url: address(asker, id), init: request }] : [],
    );
    return matrixFrame(tasks);
  }

  return {
    origins, pairs, policies, address,
    arrivals: (asker, pair) => arrivals.get(`${asker}/${pair}`) ?? [],
    page: (asker) => ({
      url: `${origins.page}/${asker}/`,
      reported: new Promise((resolve) => { reports.set(asker, resolve); }),
    }),
    async close() {
      await Promise.all([api, pages].map((server) => new Promise<void>((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      })));
    },
  };
}

function html(res: Parameters<RequestListener>[1], page: string): void {
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(page);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => { resolve((server.address() as AddressInfo).port); });
  });
}
