// The promises of the types. `test/types/` holds programs that must compile, and lines that must not, each
// with the promise in words after `@ts-expect-error`: a promise that breaks is an error of the compiler, and
// so of this test.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freshProject, repository, tsc, write } from './support/fresh-project.ts';

/** sentence → [the line, what the compiler's only message about it begins with] */
const MISTAKES: Readonly<Record<string, readonly [line: string, message: string]>> = {
  'an option that does not exist is named, where it stands': [
    "http.createServer(withCors((req, res) => { res.end(); },\n{ allowHeaders: ['X-Token'] }));",
    "'allowHeaders' does not exist in type",
  ],
  'so it is beside an application': [
    "http.createServer(withCors(application,\n{ allowHeaders: ['X-Token'] }));",
    "'allowHeaders' does not exist in type",
  ],
  'a value of the wrong type is named, where it stands': [
    "withCors((req, res) => { res.end(); },\n{ maxAge: '600' });",
    "Type 'string' is not assignable to type 'number'",
  ],
  'credentials without an origin name what is missing': [
    'http.createServer(withCors((req, res) => { res.end(); },\n{ credentials: true }));',
    "'{ credentials: true; }' is not assignable to parameter of type 'CorsPolicy | CorsOptions | undefined'",
  ],
  'options in place of a handler are named': [
    "http.createServer(withCors(\n{ origin: '*' }));",
    "'origin' does not exist in type '(this: unknown, request: IncomingMessage, response: ServerResponse",
  ],
  "a mistake in the handler is the handler's": [
    "http.createServer(withCors((req, res) => {\nres.ende(); }, { origin: '*' }));",
    "Property 'ende' does not exist on type 'ServerResponse<IncomingMessage>'",
  ],
};

describe('the types', () => {
  for (const [form, project] of [
    ['as they are shipped', 'test/types'],
    ['as they are in the sources', 'test/types/sources.tsconfig.json'],
  ] as const) {
    it(`${form} keep every promise`, async () => {
      const { code, output } = await tsc(repository, '-p', project);
      assert.equal(code, 0, output);
    });
  }
});

describe("the compiler's message about a usual mistake is one, and says which:", () => {
  for (const [sentence, [code, message]] of Object.entries(MISTAKES)) {
    it(sentence, async () => {
      const project = await freshProject();
      try {
        await write(project, {
          'mistake.mts': `import http from 'node:http';
import { withCors } from 'with-cors';
declare const application: { (req: http.IncomingMessage, res: http.ServerResponse): void; handle(): void };
export const used = [http, withCors, application];
${code}`,
          'tsconfig.json': {
            extends: join(repository, 'test/types/tsconfig.json'),
            compilerOptions: { rootDir: '.' },
            files: ['mistake.mts'],
            include: [],
          },
        });
        const { output } = await tsc(project, '--pretty', 'false');
        const messages = [...output.matchAll(/^mistake\.mts\((\d+),\d+\): error TS\d+: (.*)/gm)];
        assert.equal(messages.length, 1, output);
        assert.equal(messages[0]?.[1], '6', 'the second line of the two');
        assert.ok(messages[0]?.[2]?.includes(message), output);
      } finally {
        await rm(project, { recursive: true });
      }
    });
  }
});
