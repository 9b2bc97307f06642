// The README's code under the sets that users of typescript-eslint have: what a reader pastes must not be an
// error there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ESLint } from 'eslint';
import { configs } from 'typescript-eslint';
import { programs } from '../integration/tools/framework-lines.js';

const repository = join(import.meta.dirname, '../..');
const readme = readFileSync(join(repository, 'README.md'), 'utf8');
/** Below this folder, so that a sample finds the packages of test/, too. */
const project = join(import.meta.dirname, 'build');

/** Every fenced block, also an indented one: what its fence says, and its code. */
const blocks =
  [...readme.matchAll(/^( *)```([^\n]*)\n([^]*?)^\1```$/gm)].map(({ 2: language, 3: code, index }) => (
  { language, code, line: readme.slice(0, index).split('\n').length }));
const LINTED = ['js', 'ts'];
/** What there is nothing to lint in. */
const OTHERS = ['sh', 'console'];

/** What calls `require` is CommonJS, and takes the place of the first two lines of the quick start. */
const quickStart = blocks[0].code.split('\n').slice(2).join('\n');

/** By name, with the ending that the fence says. */
const samples = blocks.filter(({ language }) => LINTED.includes(language)).map(({ language, code, line }) => {
  const name = `the README's code at line ${line}`;
  return /\brequire\(/.test(code)
    ? { name, file: `line-${line}.cjs`, code: code + quickStart }
    : { name, file: `line-${line}.${language}`, code };
});
for (const { framework, line, file, code } of programs) samples.push(
  { name: `${framework}: ${line}`, file, code }
);

const imports = "import http from 'node:http';\nimport { withCors } from 'with-cors';\n";
samples.push(...Object.entries({
  'a wrapped listener that is called': `
    const listener = withCors((_req, res) => { res.end(); });
    http.createServer((req, res) => { listener(req, res); });`,
  'a wrapped listener that is called with `this`': `
    const listener = withCors((_req, res) => { res.end(); });
    http.createServer(function (req, res) { listener.call(this, req, res); });`,
  'a handler that is async': `
    http.createServer(withCors(async (_req, res) => { res.end(await Promise.resolve('later')); }));`,
  'a predicate that is async': `
    const origins = new Set(['https://app.example.com']);
    const origin = (asked: string) => Promise.resolve(origins.has(asked));
    http.createServer(withCors((_req, res) => { res.end(); }, { origin }));`,
  'a policy that is shared': `
    import { createCorsPolicy } from 'with-cors';
    const policy = createCorsPolicy({ origin: 'https://app.example.com' });
    http.createServer().on('request', withCors((_req, res) => { res.end(); }, policy));`,
}).map(([name, code], index) => ({ name, file: `use-${index}.ts`, code: imports + code })));

/** What the sets are for, to see that they are at work. */
const control = {
  file: 'control.ts',
  code: `import http from 'node:http';
    const later = async (): Promise<void> => {};
    http.createServer(later);
    later();`,
};

before(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(project, 'node_modules/with-cors'), 'junction');
  const compilerOptions = {
    target: 'es2023', module: 'nodenext', types: ['node'], strict: true, noEmit: true,
    allowJs: true, checkJs: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
  for (const { file, code } of [...samples, control]) writeFileSync(join(project, file), code);
});
after(() => rmSync(project, { recursive: true }));

it('every block of code in the README is linted, or in a language that is not', () => {
  const fences = readme.match(/^ *(```|~~~)/gm)?.length;
  assert.equal(blocks.length, (fences ?? 0) / 2, 'each fence opens or closes a block');
  assert.ok(blocks.some(({ language }) => LINTED.includes(language)));
  for (const { language, line } of blocks) assert.ok(
    [...LINTED, ...OTHERS].includes(language), `line ${line}: ${language}`
  );
});

const { recommendedTypeChecked, strictTypeChecked } = configs;
for (const [name, set] of Object.entries({ recommendedTypeChecked, strictTypeChecked })) {
  describe(`under ${name}`, () => {
    const linter = new ESLint({
      cwd: project,
      overrideConfigFile: true,
      overrideConfig: [
        ...set,
        // Both sets judge the same files, which the parser takes in CI for a thing that nobody does.
        { languageOptions: { parserOptions: {
          project: 'tsconfig.json', tsconfigRootDir: project, disallowAutomaticSingleRunInference: true,
        } } },
        // Whoever uses node:test has said so: its tests return promises that nobody has to await.
        { rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [
          { from: 'package', package: 'node:test', name: ['test'] }] }] } },
        // CommonJS has nothing else.
        { files: ['*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
      ],
    });
    const findingsIn = async (file) => {
      const [{ messages }] = await linter.lintFiles(file);
      return messages.map(({ ruleId, message, line }) => `${line}: ${message} (${ruleId})`);
    };

    it('a listener that returns a promise, and a promise that nobody waits for, are errors', async () => {
      const findings = (await findingsIn(control.file)).join('\n');
      assert.match(findings, /no-misused-promises/);
      assert.match(findings, /no-floating-promises/);
    });

    for (const { name: sample, file } of samples) {
      it(`${sample} passes`, async () => assert.deepEqual(await findingsIn(file), []));
    }
  });
}
