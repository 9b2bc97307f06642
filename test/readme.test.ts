// What the README says in figures is computed here and compared. A figure stands between two comments that
// name it, `<!-- size -->31 kB<!-- /size -->`, and the defaults stand in the table of options. The files and
// scripts that it and its neighbours name are there.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { type ReceivedResponse, send, values } from './support/exchange.ts';
import { repository } from './support/fresh-project.ts';

const textOf = (file: string): string => readFileSync(join(repository, file), 'utf8');
const readme = textOf('README.md');
const manifest = JSON.parse(textOf('package.json'));

/** What is shipped or copied, by its path below a folder of the repository. */
function filesIn(folder: string, ending: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: textOf(join(folder, path)) }));
}

const isPage = ({ path }: { readonly path: string }): boolean => path.startsWith('page/');
const isOwn = (file: { readonly path: string }): boolean => !isPage(file);
const sources = filesIn('src', '.ts');
/** As `tsc` writes it, without what an earlier build has left. */
const built = filesIn('dist', '.js').filter((file) => (
  sources.some(({ path }) => path === file.path.replace(/js$/, 'ts'))));
const bytes = (files: typeof built): number => (
  files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0));
const lines = (files: typeof built): string => {
  const count = files.reduce((sum, { text }) => sum + text.trimEnd().split('\n').length, 0);
  return count.toLocaleString('en-US');
};
const kilobytes = (count: number): string => `${Math.round(count / 1000)} kB`;

/** The names that a figure may have, and what it is. */
const figures: Readonly<Record<string, () => string>> = {
  'size': () => kilobytes(bytes(built.filter(isOwn))),
  'page-size': () => kilobytes(bytes(built.filter(isPage))),
  'files': () => String(sources.filter(isOwn).length),
  'lines': () => lines(sources.filter(isOwn)),
  'page-files': () => String(sources.filter(isPage).length),
  'page-lines': () => lines(sources.filter(isPage)),
  'dependencies': () => {
    const count = ['dependencies', 'peerDependencies', 'optionalDependencies']
      .reduce((sum, kind) => sum + Object.keys(manifest[kind] ?? {}).length, 0);
    return count === 0 ? 'zero' : String(count);
  },
  'node': () => manifest.engines.node.replace(/^>=/, ''),
  'tested-node': () => {
    const names = Object.keys(JSON.parse(textOf('test/package.json')).optionalDependencies);
    const majors = new Set(names.flatMap((name) => /^node(\d+)-/.exec(name)?.[1] ?? []));
    return [...majors].sort().join(', ').replace(/, (\d+)$/, ' and $1');
  },
};

describe("the README's claims", () => {
  it('are the figures that come out when they are computed', () => {
    for (const [, name = '', claimed] of readme.matchAll(/<!-- ([a-z-]+) -->(.*?)<!-- \/\1 -->/g)) {
      assert.ok(figures[name], `the README names a figure "${name}", which nothing computes`);
      const computed = figures[name]();
      assert.equal(claimed, computed, `the README says ${claimed} for "${name}": write ${computed}`);
    }
  });

  it('are all there', () => {
    for (const name of [...Object.keys(figures), 'bench']) {
      assert.match(readme, new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`));
    }
  });

  it('never begin a line with their comment, which would end the paragraph there', () => {
    assert.deepEqual(readme.match(/^<!-- .* -->.+$/gm), null);
  });

  it('name the defaults that the options have', async () => {
    const rows = new Map<string, string>();
    const table = /^\| option \|.*\| default \|.*\n.*\n((?:\|.*\n)+)/m.exec(readme)?.[1] ?? '';
    for (const row of table.trim().split('\n')) {
      const cells = row.split(/(?<!\\)\|/).slice(1).map((cell) => cell.replaceAll(/[`' ]/g, ''));
      const [option = '', , defaultValue = ''] = cells;
      rows.set(option, defaultValue);
    }
    const computed = await defaults();
    for (const [option, value] of Object.entries(computed)) {
      // After the value there may be an explanation: "absent (browsers then use 5 s)".
      assert.ok(rows.get(option)?.startsWith(value),
        `the table says ${rows.get(option)} for ${option}: its default is ${value}`);
    }
    assert.deepEqual([...rows.keys()], Object.keys(computed), 'the options in the table');
  });
});

describe('the pages for people', () => {
  const pages = readdirSync(repository).filter((file) => file.endsWith('.md'));

  it('are those that one looks for', () => {
    assert.deepEqual(pages.sort(), ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md']);
  });

  for (const page of pages) {
    const text = textOf(page);

    it(`${page} has no link that breaks where the page stands alone, as a package's does`, () => {
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => (
        `#${heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')}`));
      for (const [link, to = ''] of text.matchAll(/\]\(([^)]*)\)/g)) {
        assert.ok(headings.includes(to) || to.startsWith('https://'), link);
      }
    });

    it(`${page} names files that exist`, () => {
      for (const [, path = ''] of text.matchAll(/`((?:src|test|examples|\.ci)\/[^`*\s]*|[A-Z]+\.md)`/g)) {
        assert.ok(existsSync(join(repository, path)), path);
      }
    });

    it(`${page} names scripts that exist`, () => {
      for (const [command, script = ''] of text.matchAll(/(?:^|`)npm (?:run )?([a-z:]+)/gm)) {
        const isNpms = ['ci', 'init', 'install'].includes(script);
        assert.ok(isNpms || script in manifest.scripts, command);
      }
    });
  }

  it('CHANGELOG.md begins with the version that package.json has', () => {
    assert.equal(/^## (\S+)/m.exec(textOf('CHANGELOG.md'))?.[1], manifest.version);
  });
});

/** Each option's default, seen in the responses of a server whose options are not given. */
async function defaults(): Promise<Record<keyof CorsOptions, string>> {
  const listener = withCors((_, res) => { res.end('the handler'); });
  const Origin = 'https://stranger.example';
  const preflight = await send(listener, {
    method: 'OPTIONS',
    headers: {
      Origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'authorization,x-own',
    },
  });
  const response = await send(listener, { headers: { Origin } });
  const valueIn = (received: ReceivedResponse) => (name: string, without: string) =>
    values(received, `Access-Control-${name}`)[0]?.replaceAll(' ', '') ?? without;
  const [preflightHas, responseHas] = [valueIn(preflight), valueIn(response)];
  return {
    origin: responseHas('Allow-Origin', 'false'),
    credentials: responseHas('Allow-Credentials', 'false'),
    methods: preflightHas('Allow-Methods', 'none'),
    allowedHeaders: preflightHas('Allow-Headers', 'none') === 'authorization,x-own' ? '*' : 'none',
    exposedHeaders: responseHas('Expose-Headers', 'none'),
    maxAge: preflightHas('Max-Age', 'absent'),
    optionsSuccessStatus: String(preflight.status),
    preflightContinue: String(preflight.body === 'the handler'),
    blockDisallowed: String(response.status === 403),
  };
}
