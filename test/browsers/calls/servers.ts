// The servers of the generated calls, on loopback, one for each place: they respond as a story says, and keep
// what arrived. The page that makes the calls comes from the first, which also takes its report.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ECHO, NEXT, PLACES, type Init, type Origins, type Place, type Stop, type Story } from './stories.ts';

/** A cookie that every page of `localhost` has, whatever its port. */
export const COOKIE = 'known=yes';

export interface Arrival {
  readonly place: Place;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a script saw of one call. */
export interface Sight {
  readonly outcome: 'readable' | 'opaque' | 'opaqueredirect' | 'refused' | 'invalid';
  readonly type?: string;
  readonly status?: number;
  readonly redirected?: boolean;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface Servers {
  readonly origins: Origins;
  /**
   * The address of a story's first stop, one for each asker, so that no cache of a browser answers for
   * another.
   */
  address(asker: string, story: number): string;
  arrivals(asker: string, story: number): readonly Arrival[];
  page(asker: string): { readonly url: string; readonly reported: Promise<readonly (readonly Sight[])[]> };
  close(): Promise<void>;
}

export async function startServers(stories: readonly Story[]): Promise<Servers> {
  const arrivals = new Map<string, Arrival[]>();
  const reports = new Map<string, (sights: readonly (readonly Sight[])[]) => void>();

  const servers = PLACES.map((place) => createServer((request, response) => {
    void text(request).then((body) => {
      const { method, headers, url } =
        request as { method: string; headers: IncomingHttpHeaders; url: string };
      const [, asker = '', story = '', at] = url.split('/');
      if (story === 'report') {
        reports.get(asker)?.(JSON.parse(body) as Sight[][]);
        return response.end();
      }
      if (at === undefined) {
        response.writeHead(
          200, { 'Content-Type': 'text/html; charset=utf-8', 'Set-Cookie': `${COOKIE}; Path=/; SameSite=Lax` }
        );
        return response.end(pageFor(stories.map(({ calls }, id) => ({ url: address(asker, id), calls }))));
      }
      const key = `${asker}/${story}`;
      arrivals.set(key, [...arrivals.get(key) ?? [], { place, method, path: `/${at}`, headers, body }]);
      return respond(response, stories[Number(story)]!.stops, key, Number(at), headers);
    });
  }));
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const hosts = { page: 'localhost', port: 'localhost', host: '127.0.0.1' };
  const origins = Object.fromEntries(PLACES.map((place, at) =>
    [place, `http://${hosts[place]}:${(servers[at]!.address() as AddressInfo).port}`],
  )) as unknown as Origins;
  const address = (asker: string, story: number): string =>
    `${origins[stories[story]!.stops[0]!.at]}/${asker}/${story}/0`;

  function respond(response: ServerResponse, stops: readonly Stop[], key: string, at: number,
    asked: IncomingHttpHeaders): void {
    const stop = stops[at]!;
    const next = stops[at + 1];
    const { status, headers, location } =
      'access-control-request-method' in asked ? stop.preflight
        ?? { status: 204, headers: stop.headers } : stop;
    response.setHeader('Cache-Control', 'no-store').setHeader('X-Seen', String(at));
    for (const [name, value] of headers) response.setHeader(
      name, value === ECHO ? asked.origin ?? '*' : value
    );
    if (location !== undefined) {
      const there = next ? `${origins[next.at]}/${key}/${at + 1}` : '';
      response.setHeader(
        'Location',
        location.includes('@')
          ? there.replace('http://', location.replace(NEXT, '')) : location.replace(NEXT, there)
      );
    }
    response.writeHead(status).end(status === 204 ? undefined : 'body');
  }

  return {
    origins,
    address,
    arrivals: (asker, story) => arrivals.get(`${asker}/${story}`) ?? [],
    page: (asker) => ({
      url: `${origins.page}/${asker}/page`,
      reported: new Promise((resolve) => { reports.set(asker, resolve); }),
    }),
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await Promise.all(servers.map((server) => once(server, 'close')));
    },
  };
}

const AT_ONCE = 4;

function pageFor(tasks: readonly { readonly url: string; readonly calls: readonly Init[] }[]): string {
  return `<!doctype html><meta charset="utf-8"><title>Generated calls</title><link rel="icon" href="data:,">
<script type="module">
  const tasks = ${JSON.stringify(tasks).replaceAll('<', '\\u003C')}.map((task, id) => ({ ...task, id }));
  const sights = tasks.map(() => []);

  async function see(url, init) {
    let request;
    try {
      request = new Request(url, init);
    } catch {
      return { outcome: 'invalid' };
    }
    try {
      const { type, status, redirected, headers, ...response } = await fetch(request).then(async (response) => {
        await response.text();
        return { type: response.type, status: response.status, redirected: response.redirected, headers: [...response.headers] };
      });
      return type.startsWith('opaque') ? { outcome: type } : { outcome: 'readable', type, status, redirected, headers };
    } catch {
      return { outcome: 'refused' };
    }
  }

  const worker = async () => {
    for (let task; (task = tasks.shift()) !== undefined;) {
      for (const init of task.calls) sights[task.id].push(await see(task.url, init));
    }
  };
  await Promise.all(Array.from({ length: ${AT_ONCE} }, worker));
  await fetch('report', { method: 'POST', body: JSON.stringify(sights) });
</script>
`;
}
