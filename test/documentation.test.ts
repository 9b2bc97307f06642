// Every example of the documentation is compiled, strictly where it is TypeScript, and run; it prints what
// its comments `// prints: …` say, in their order, and nothing else.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  freshProject, lendTypeScript, node, type Outcome, repository, tsc, write,
} from './support/fresh-project.ts';

interface Sample {
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** The code between fences, with what stands before every line of a doc comment taken off. */
function samplesIn(file: string): Sample[] {
  const text = readFileSync(join(repository, file), 'utf8');
  const fenced = /^(?<margin>[ \t]*(?:\* )?)```(?<language>ts|js)\n(?<code>[^]*?)^[ \t]*(?:\* )?```$/gm;
  return [...text.matchAll(fenced)].map(({ groups, index }) => {
    const { margin = '', language = '', code = '' } = groups!;
    const bare = (line: string) => (line.startsWith(margin) ? line.slice(margin.length) : line.replace(/^[ \t]*\*$/, ''));
    const place = `${file}, line ${text.slice(0, index).split('\n').length}`;
    return { place, language, code: code.split('\n').map(bare).join('\n') };
  });
}

/** What an example on its own does not come to an end by: a fixed port, on which it would wait for ever. */
const listening = /^server\.listen\(\d+\);$/m;
const requestItself = `server.listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port + '/x';
  const response = await fetch(url, { headers: { Origin: 'https://app.example.com' } });
  console.log(response.headers.get('Access-Control-Allow-Origin'), await response.text());
  server.close();
  server.closeAllConnections();
});`;

/** The sources' examples leave it out: a project that has copied them imports from elsewhere. */
const ownImport = "import { CorsOptionsError, createCorsPolicy, withCors } from 'with-cors';\n";

describe('the documentation', () => {
  const files = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => name.endsWith('.ts')).map((name) => `src/${name}`);
  const samples = [...sources, 'README.md'].flatMap(samplesIn);
  const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions='));
  let project: string;
  let compiled: Outcome;

  before(async () => {
    project = await freshProject();
    await lendTypeScript(project);
    await symlink(repository, join(project, 'node_modules/with-cors'), 'junction');
    await write(project, {
      'package.json': { type: 'module' },
      'tsconfig.json': {
        extends: join(repository, 'tsconfig.json'),
        compilerOptions: {
          rootDir: '.', outDir: 'out', declaration: false, declarationMap: false, allowJs: true,
          noUnusedLocals: false, noUnusedParameters: false,
          customConditions: conditions.map((arg) => arg.slice('--conditions='.length)),
        },
        include: ['*.ts', '*.js'],
      },
    });
    await write(project, Object.fromEntries(samples.map(({ place, language, code }, index) => {
      const program = `${place.startsWith('src/') ? ownImport : ''}${code.replace(listening, requestItself)}`;
      return [`sample-${index}.${language}`, `${program}\nexport {};\n`];
    })));
    compiled = await tsc(project, '--noEmit', 'false');
  });
  after(() => rm(project, { recursive: true }));

  it('has examples in the sources and in the README', () => {
    for (const [file, least] of [['src/', 4], ['README.md', 3]] as const) {
      assert.ok(samples.filter(({ place }) => place.startsWith(file)).length >= least, file);
    }
  });

  it('compiles', () => assert.equal(compiled.code, 0, compiled.output));

  samples.forEach(({ place, code }, index) => {
    it(`runs: ${place}`, async () => {
      const { code: exitCode, stdout, output } = await node(project, ...conditions, `out/sample-${index}.js`);
      assert.equal(exitCode, 0, output);
      const promised = [...code.matchAll(/\/\/ prints: (.*)$/gm)].map(([, line]) => line);
      if (listening.test(code)) promised.push('https://app.example.com {"path":"/x"}');
      assert.deepEqual(stdout.split('\n').slice(0, -1), promised, output);
    });
  });
});
