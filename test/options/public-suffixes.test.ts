// Every name of the list, read from the file as a person would, keeps a pattern with credentials from being made.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createCorsPolicy, CorsOptionsError } from 'with-cors';
import { repository } from '../support/fresh-project.ts';

const text = readFileSync(join(repository, 'src/public-suffixes.ts'), 'utf8');
const names = [...text.matchAll(/['"]([a-z\d-]+(?:\.[a-z\d-]+)+)['"]/g)].map(([, name]) => name as string);

describe('a pattern over a name under which anyone can register', () => {
  for (const name of names) {
    it(`https://*.${name} is refused with credentials, and accepted without`, () => {
      const isThat = (error: unknown): boolean => error instanceof CorsOptionsError && error.issues[0]?.code === 'public-suffix-with-credentials';
      assert.throws(() => createCorsPolicy({ origin: `https://*.${name}`, credentials: true }), isThat);
      createCorsPolicy({ origin: `https://*.${name}` });
    });
  }

  it('is on a list that has the ones that people write', () => {
    for (const name of ['github.io', 'vercel.app', 'netlify.app', 'pages.dev', 'web.app', 'herokuapp.com', 'co.uk']) assert.ok(names.includes(name), name);
  });
});
