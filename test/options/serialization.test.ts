// Most origins never reach the URL parser, which takes longer. So all kinds of hosts are held against it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorsPolicy } from 'with-cors';

const pieces = ['a', 'z9', '0', '0x1', '-', 'b--c', 'xn--', 'xn--nxasmq6b', 'A', '_', '%', '\u017f', '.', ''];
const hosts = pieces.flatMap((first) => pieces.flatMap((second) =>
  pieces.flatMap((third) => ['', '.', '.com', ':1'].map((end) => `${first}${second}${third}${end}`))));
for (const scheme of ['https:', 'http:', 'Xhttps:']) {
  test(`a host after ${scheme} is accepted exactly where the URL parser leaves it as it is`, (t) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // most of the time would go into traces that nobody reads
    t.after(() => { Error.stackTraceLimit = stackTraceLimit; });
    for (const host of hosts) {
      const url = URL.canParse(`${scheme}//${host}`) ? new URL(`${scheme}//${host}`) : undefined;
      const right = url !== undefined && url.host !== ''
        && `${url.protocol}//${url.host}` === `${scheme}//${host}`;
      assert.equal(accepts(`${scheme}//${host}`), right, `${scheme}//${host}`);
      const address = url !== undefined && /^\d+(\.\d+){3}$/.test(url.hostname);
      assert.equal(accepts(`${scheme}//*.${host}`), right && !address && !host.startsWith('.'),
        `${scheme}//*.${host}`);
    }
  });
}

function accepts(origin: string): boolean {
  try {
    return createCorsPolicy({ origin }) !== undefined;
  } catch {
    return false;
  }
}
