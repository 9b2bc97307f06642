// The package's types under every compiler and `module` setting that finds them, and what to write where it
// does not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Consumer, printed, program, tools } from './consumer.js';

const COMPILERS = {
  'typescript-5.0': '5.0',
  'typescript-5.4': '5.4',
  'typescript-5.9': '5.9',
  typescript: '6.0',
  'typescript-7': '7',
};
const versionOf = (name) => JSON.parse(readFileSync(join(tools, name, 'package.json'), 'utf8')).version;
const since = (version) => (one) => Number(one) >= version;

/** Compiles only where the types are found: without them everything is `any`, and nothing is an error. */
const typed = `
import * as http from 'node:http';
import { withCors, createCorsPolicy, type CorsOptions } from 'with-cors';
import * as page from 'with-cors/page';
const options: CorsOptions = { origin: ['https://app.example'], credentials: true };
const policy = createCorsPolicy(options);
export const server = http.createServer(withCors((req, res) => { res.end(req.url); }, policy));
server.on('upgrade', withCors((req, socket, head) => { socket.end(head); }, options));
// @ts-expect-error a wrong name is refused
withCors((req, res) => { res.end(); }, { allowHeaders: '*' });
// @ts-expect-error and so is one of the browser's half
page.noSuchName;
`;

/** module, moduleResolution, the package's type, and which versions have it: a matrix of what works. */
const WORKS = [
  ['commonjs', 'node10', 'commonjs', (version) => Number(version) < 6],
  ['commonjs', 'bundler', 'commonjs', since(6)],
  ['esnext', 'node10', 'module', (version) => Number(version) < 6],
  ['esnext', 'bundler', 'module', since(5)],
  ['preserve', 'bundler', 'module', since(5.4)],
  ['node16', 'node16', 'module', since(5)],
  ['nodenext', 'nodenext', 'module', since(5)],
  ['node20', 'node16', 'commonjs', since(5.9)],
  ['nodenext', 'nodenext', 'commonjs', since(5.8)],
];

/** A CommonJS package under node16, or nodenext before 5.8, which don't know that Node requires modules. */
const FAILS = [
  ['node16', 'node16', 'commonjs', since(5)],
  ['nodenext', 'nodenext', 'commonjs', (version) => Number(version) < 5.8],
];

/** What to write there. */
const dynamic = `
import * as http from 'node:http';
async function main(): Promise<void> {
  const { withCors } = await import('with-cors');
  const listener = withCors((req, res) => { res.end(req.url); }, { origin: 'https://app.example' });
  const server = http.createServer(listener);
  server.close();
  // @ts-expect-error a wrong name is refused
  const wrong = () => withCors((req, res) => { res.end(); }, { allowHeaders: '*' });
}
void main();
`;

describe('the types of the package', () => {
  let consumer;
  before(() => {
    consumer = new Consumer('compilers');
    for (const type of ['module', 'commonjs']) {
      consumer.write({
        [`${type}/package.json`]: { type },
        [`${type}/typed.ts`]: typed,
        [`${type}/dynamic.ts`]: dynamic,
        [`${type}/program.ts`]: program.replace('server.address()', '(server.address() as object)'),
      });
    }
  });
  after(() => consumer.remove());

  function compile(compiler, file, [module, moduleResolution, type], further = { noEmit: true }) {
    const options = {
      target: 'es2022',
      module,
      moduleResolution,
      types: ['node'],
      strict: true,
      ...further,
      skipLibCheck: module !== 'nodenext' || type !== 'module', // once the package's own declarations, too
    };
    consumer.write({ 'tsconfig.json': { compilerOptions: options, files: [`${type}/${file}`] } });
    return consumer.node([join(tools, compiler, 'bin/tsc')]);
  }

  for (const [compiler, version] of Object.entries(COMPILERS)) {
    it(`${compiler} is TypeScript ${version}`, () => assert.ok(versionOf(compiler).startsWith(version)));

    for (const setting of WORKS.filter((row) => row[3](version))) {
      const [module, resolution, type] = setting;
      it(`are found by TypeScript ${version}: ${module} and ${resolution}, type ${type}`, async () => {
        const { code, output } = await compile(compiler, 'typed.ts', setting);
        assert.equal(code, 0, output);
      });
    }
    for (const setting of FAILS.filter((row) => row[3](version))) {
      it(`need a dynamic import under TypeScript ${version}: ${setting[0]}, in a CommonJS package`,
        async () => {
        const { output } = await compile(compiler, 'typed.ts', setting);
        assert.match(output, /error TS1479: The current file is a CommonJS module/);
        const instead = await compile(compiler, 'dynamic.ts', setting);
        assert.equal(instead.code, 0, instead.output);
      });
    }
  }

  it('lead to a program that Node runs, compiled to CommonJS', async () => {
    const setting = ['commonjs', 'node10', 'commonjs'];
    const { code, output } = await compile('typescript-5.9', 'program.ts', setting, {
      esModuleInterop: true,
      outDir: 'commonjs/built',
    });
    assert.equal(code, 0, output);
    const run = await consumer.node(['commonjs/built/program.js']);
    assert.equal(run.stdout.trim(), printed, run.output);
  });
});
