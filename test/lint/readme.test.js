// The README's code under the sets that users of typescript-eslint have: what a reader pastes must not be an error there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ESLint } from 'eslint';
import { configs } from 'typescript-eslint';

const repository = join(import.meta.dirname, '../..');
const readme = readFileSync(join(repository, 'README.md'), 'utf8');
/** Below this folder, so that a sample finds the packages of test/, too. */
const project = join(import.meta.dirname, 'build');

/** By name, with the ending that the fence says; what calls `require` is CommonJS. */
const samples = [...readme.matchAll(/^```(js|ts)\n([^]*?)^```$/gm)].map(({ 1: language, 2: code, index }) => {
  const line = readme.slice(0, index).split('\n').length;
  return { name: `the README's code at line ${line}`, file: `line-${line}.${/\brequire\(/.test(code) ? 'cjs' : language}`, code };
});

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
  code: "import http from 'node:http';\nconst later = async (): Promise<void> => {};\nhttp.createServer(later);\nlater();",
};

before(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(project, 'node_modules/with-cors'), 'junction');
  const compilerOptions = {
    target: 'es2023', module: 'nodenext', types: ['node'], strict: true, allowJs: true, checkJs: true, noEmit: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
  for (const { file, code } of [...samples, control]) writeFileSync(join(project, file), code);
});
after(() => rmSync(project, { recursive: true }));

const { recommendedTypeChecked, strictTypeChecked } = configs;
for (const [name, set] of Object.entries({ recommendedTypeChecked, strictTypeChecked })) {
  describe(`under ${name}`, () => {
    const linter = new ESLint({
      cwd: project,
      overrideConfigFile: true,
      overrideConfig: [
        ...set,
        { languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: project } } },
        { files: ['*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } }, // CommonJS has nothing else
      ],
    });
    const findingsIn = async (file) => {
      const [{ messages }] = await linter.lintFiles(file);
      return messages.map(({ ruleId, message, line }) => `${line}: ${message} (${ruleId})`);
    };

    it('a listener that returns a promise, and a promise that nobody waits for, are errors', async () => {
      const findings = (await findingsIn(control.file)).join('\n');
      for (const rule of ['no-misused-promises', 'no-floating-promises']) assert.match(findings, new RegExp(rule));
    });

    for (const { name: sample, file } of samples) {
      it(`${sample} passes`, async () => assert.deepEqual(await findingsIn(file), []));
    }
  });
}
