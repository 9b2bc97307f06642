// A project as a user's would be: with-cors in its node_modules as files of its own, as npm installs it,
// since tools treat a link into another folder differently. It stands below test/, where it finds what is
// installed.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const repository = join(import.meta.dirname, '../../..');
export const tools = join(repository, 'test/node_modules');

export class Consumer {
  /**
   * @param {string} name of its folder
   * @param {Record<string, unknown>} manifest what its package.json says
   */
  constructor(name, manifest = { type: 'module' }) {
    this.folder = join(import.meta.dirname, 'build', name);
    this.remove();
    const installed = join(this.folder, 'node_modules/with-cors');
    const { files } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    for (const entry of ['package.json', ...files])
      cpSync(join(repository, entry), join(installed, entry), { recursive: true });
    // With a compiler's settings of its own, since tools look for some in the folders above, too.
    this.write({ 'package.json': { private: true, ...manifest }, 'tsconfig.json': {} });
  }

  /** Whatever is not a string is written as JSON. */
  write(files) {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(
        join(this.folder, path),
        typeof content === 'string' ? content : JSON.stringify(content, null, 2),
      );
    }
  }

  /** Resolves with the exit code and all that was printed. A test runner's own variables are kept from it. */
  run(program, args, env = {}) {
    const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...outside } = process.env;
    const options = { cwd: this.folder, env: { ...outside, ...env }, timeout: 120_000 };
    return new Promise((resolve) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, output: `${error?.message ?? ''}\n${stdout}\n${stderr}` });
      });
    });
  }

  node(args, { binary = process.execPath, env } = {}) {
    return this.run(binary, args, env);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes one request to a server of its own and prints what a browser would go by. */
export const program = `
import http from 'node:http';
import { withCors } from 'with-cors';

const listener = withCors((req, res) => { res.end(req.url); }, { origin: 'https://app.example' });
const server = http.createServer(listener);
server.listen(0, '127.0.0.1', () => {
  http.get({ ...server.address(), path: '/x', headers: { origin: 'https://app.example' } }, (response) => {
    console.log(JSON.stringify([response.headers['access-control-allow-origin'], response.headers.vary]));
    response.resume().on('end', () => { server.close(); });
  });
});
`;
export const printed = '["https://app.example","Origin"]';
