// Every example of the documentation is compiled strictly and run, on a free port in place of 3000. It prints
// what its comments `// prints: …` say, in their order, and nothing else; what listens sends what
// `// sends: …` says.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withCors } from 'with-cors';
import { startListening, withFreePort } from './support/fixed-port.ts';
import {
  freshProject, lendTypeScript, node, type Outcome, repository, tsc, write,
} from './support/fresh-project.ts';

interface Sample {
  readonly place: string;
  /** Its file's ending. */
  readonly ending: string;
  readonly code: string;
}

/** The code between fences, with what stands before every line of a doc comment taken off. */
function samplesIn(file: string): Sample[] {
  const text = readFileSync(join(repository, file), 'utf8');
  const fenced = /^(?<margin>[ \t]*(?:\* )?)```(?<language>ts|js)\n(?<code>[^]*?)^[ \t]*(?:\* )?```$/gm;
  return [...text.matchAll(fenced)].map(({ groups, index }) => {
    const { margin = '', language = '', code = '' } = groups!;
    const bare = (line: string) => (
      line.startsWith(margin) ? line.slice(margin.length) : line.replace(/^[ \t]*\*$/, ''));
    const place = `${file}, line ${text.slice(0, index).split('\n').length}`;
    const ending = /\brequire\(/.test(code) ? 'cjs' : language;
    return { place, ending, code: code.split('\n').map(bare).join('\n') };
  });
}

const valuesOf = (code: string, comment: string): string[] => (
  [...code.matchAll(new RegExp(`// ${comment}: (.*)$`, 'gm'))].map(([, value = '']) => value));

/** The sources' examples leave it out: a project that has copied them imports from elsewhere. */
const ownImport = "import { CorsOptionsError, createCorsPolicy, withCors } from 'with-cors';\n";

/** What an example that calls a server finds. */
const called = http.createServer(withCors((req, res) => { res.end(req.url); }, {
  origin: ['https://app.example.com', 'http://localhost:5173'], credentials: true,
}));

describe('the documentation', { timeout: 120_000 }, () => {
  const files = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => name.endsWith('.ts')).map((name) => `src/${name}`);
  const samples = [...sources, 'README.md'].flatMap(samplesIn);
  const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions='));
  let project: string;
  let compiled: Outcome;
  let preload: readonly string[];

  before(async () => {
    project = await freshProject();
    await lendTypeScript(project);
    await symlink(repository, join(project, 'node_modules/with-cors'), 'junction');
    await write(project, {
      'package.json': { type: 'module' },
      'tsconfig.json': {
        extends: join(repository, 'tsconfig.json'),
        compilerOptions: {
          rootDir: '.', outDir: 'out', declaration: false, isolatedDeclarations: false,
          allowJs: true, checkJs: true, verbatimModuleSyntax: false,
          noUnusedLocals: false, noUnusedParameters: false,
          customConditions: conditions.map((arg) => arg.slice('--conditions='.length)),
        },
        include: ['sample-*'],
      },
    });
    await write(project, Object.fromEntries(samples.map(({ place, ending, code }, index) => {
      const isBare = place.startsWith('src/') && !code.includes("from 'with-cors");
      const program = isBare ? ownImport + code : code;
      return [`sample-${index}.${ending}`, ending === 'cjs' ? program : `${program}\nexport {};\n`];
    })));
    compiled = await tsc(project, '--noEmit', 'false');
    preload = await withFreePort(project);
    called.listen(0, '127.0.0.1');
    await once(called, 'listening');
    process.env['PORT_3000'] = String((called.address() as AddressInfo).port);
  });
  after(async () => {
    called.close();
    await rm(project, { recursive: true });
  });

  it('has examples in the sources and in the README', () => {
    for (const [file, least] of [['src/', 4], ['README.md', 7]] as const) {
      assert.ok(samples.filter(({ place }) => place.startsWith(file)).length >= least, file);
    }
  });

  it('shows no code that is not run', () => {
    const shown = readFileSync(join(repository, 'README.md'), 'utf8').match(/^```\w+$/gm);
    assert.deepEqual([...new Set(shown)].sort(), ['```console', '```js', '```sh']);
    for (const file of sources) {
      const fences = readFileSync(join(repository, file), 'utf8').match(/```/g) ?? [];
      const found = samples.filter(({ place }) => place.startsWith(`${file},`));
      assert.equal(fences.length, 2 * found.length, `${file} has a fence that is not read as an example`);
    }
  });

  it('compiles', () => assert.equal(compiled.code, 0, compiled.output));

  samples.forEach(({ place, ending, code }, index) => {
    const file = `out/sample-${index}.${ending === 'cjs' ? 'cjs' : 'js'}`;
    if (code.includes('listen(3000')) {
      it(`listens: ${place}`, async () => {
        const { port, stop } = await startListening(project, ...conditions, file);
        try {
          const headers = { Origin: 'https://app.example.com' };
          const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
          await response.text();
          for (const [name = '', value] of valuesOf(code, 'sends').map((field) => field.split(': '))) {
            assert.equal(response.headers.get(name), value);
          }
        } finally {
          await stop();
        }
      });
    } else {
      it(`runs: ${place}`, async () => {
        for (const [name = '', value = ''] of valuesOf(code, 'run with').map((text) => text.split('='))) {
          process.env[name] = value.replace(/^'|'$/g, '');
        }
        const { code: exitCode, stdout, output } = await node(project, ...preload, ...conditions, file);
        assert.equal(exitCode, 0, output);
        if (code.includes("'node:test'")) return; // its reporter prints, too
        assert.deepEqual(stdout.split('\n').slice(0, -1), valuesOf(code, 'prints'), output);
      });
    }
  });
});
