// Options that differ in a character or two from one that is judged otherwise.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CorsOptions, createCorsPolicy, CorsOptionsError } from 'with-cors';

const A = 'https://a.example';
const accepted: CorsOptions[] = [
  { methods: ['XTRACE', 'TRACEX', 'XGET', 'GETX'] },
  { exposedHeaders: ['X-Set-Cookie', 'Set-Cookie-X'] },
  { origin: 'http://127.0.0.10', credentials: true },
  { origin: 'http://app.localhost:3000', credentials: true },
  { origin: /^http:\/\/127\.0\.0\.1$/, credentials: true },
  { origin: /^https:\/\/.*a\.example\.com$/, credentials: true },
  { origin: /^https:\/\/(?:www\.)?example\.co\.uk$/, credentials: true },
];

const refused: [options: CorsOptions, code: string][] = [
  [{ methods: 'xget' }, 'method-case'],
  [{ methods: 'getx' }, 'method-case'],
  [{ origin: 'https://*.1.2.3.45' }, 'origin-star'],
  [{ origin: 'https://*.[::1]' }, 'origin-star'],
  [{ origin: 'http://localhost.example', credentials: true }, 'insecure-origin-with-credentials'],
  [{ origin: 'http://xlocalhost', credentials: true }, 'insecure-origin-with-credentials'],
  ...[
    /^https:\/\/[a-z]+$/, /^https:\/\/[a-z]+\.example$/, /^https:\/\/[a-z]+\.com$/, /^https:\/\/[a-z]+\.org$/, /^https:\/\/[a-z]+\.net$/,
    /^https:\/\/[a-z]+\.io$/, /^http:\/\/[a-z]+\.example$/, /^https:\/\/[a-z]+\.com:8443$/, /^https:\/\/(?:[a-z]+-)?example\.com$/,
    /^https?:\/\/\w+\.example\.com$/, /^https:\/\/(?:exa)mple.com$/, /^https:\/\/.*example\.co\.uk$/, /^https:\/\/example\.com.*$/,
  ].map((origin): [CorsOptions, string] => [{ origin, credentials: true }, 'regexp-too-broad']),
];

describe('options that are nearly', () => {
  for (const options of accepted) {
    it(`refused are accepted: ${Object.values(options).join()}`, () => {
      createCorsPolicy(options);
    });
  }
  for (const [options, code] of refused) {
    it(`accepted are refused: ${Object.values(options).join()}`, () => {
      assert.throws(() => createCorsPolicy(options), (error) => error instanceof CorsOptionsError && error.issues.every((issue) => issue.code === code));
    });
  }
});

describe('a preflight for a method that is nearly safelisted', () => {
  for (const method of ['XGET', 'GETX', 'head']) {
    it(`is refused: ${method}`, async () => {
      const headers = { 'origin': A, 'access-control-request-method': method };
      const { reason } = await createCorsPolicy({ origin: A, methods: ['PUT'] }).decide({ method: 'OPTIONS', headers });
      assert.equal(reason, 'method-not-allowed');
    });
  }
});
