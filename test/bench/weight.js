// What it takes to have the library: time to import, size of what is installed, size of what a bundler makes of it.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { spread } from './statistics.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const PEERS = ['cors', 'corser', '@fastify/cors', '@koa/cors', 'hono/cors'];

/** The folder of an installed package, as seen from the folder of another. @param {string} name @param {string} from */
function packageFolder(name, from) {
  const folder = createRequire(join(from, 'package.json')).resolve.paths(name)?.map((each) => join(each, name)).find(isFolder);
  if (!folder) throw new Error(`${name} is not installed: run "node test/install.js"`);
  return folder;
}

/** @param {string} path */
const isFolder = (path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** @param {string} folder @returns {number} bytes of a package's own files */
const bytesIn = (folder) => readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
  if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesIn(join(folder, entry.name));
  return sum + lstatSync(join(folder, entry.name)).size;
}, 0);

/** A package's folder and those of all that it depends on. @param {string} folder @param {Set<string>} [found] */
function withDependencies(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) withDependencies(packageFolder(name, folder), found);
  return found;
}

/** @param {string} entry */
async function bundled(entry) {
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, minify: true, write: false, platform: 'node', format: 'esm', logLevel: 'silent' });
  const code = /** @type {import('esbuild').OutputFile} */ (outputFiles[0]).contents;
  return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli: brotliCompressSync(code).length };
}

/**
 * Milliseconds to import something once `node:http` is there, in a process of its own. Another small one before it pays for what
 * Node does only once, for the first file of any program.
 * @param {string} entry a file
 */
function importTime(entry) {
  const first = JSON.stringify(new URL('statistics.js', import.meta.url));
  const program = `import 'node:http'; await import(${first}); const begun = performance.now(); await import(${JSON.stringify(pathToFileURL(entry))}); console.log(performance.now() - begun)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

function ownPackage() {
  const [{ size, unpackedSize }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return { packed: size, unpacked: unpackedSize, packages: 1 };
}

/** @param {string} name */
function peerPackage(name) {
  const folders = withDependencies(packageFolder(name === 'hono/cors' ? 'hono' : name, root + 'test'));
  return { packed: undefined, unpacked: [...folders].reduce((sum, folder) => sum + bytesIn(folder), 0), packages: folders.size };
}

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function weight(quick, progress) {
  progress('weight: sizes');
  const contenders = [
    { name: 'with-cors', entry: join(root, 'dist/index.js'), size: ownPackage() },
    ...PEERS.map((name) => ({ name, entry: require.resolve(name), size: peerPackage(name) })),
  ];
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  const rounds = quick ? 7 : 25;
  for (let round = 0; round < rounds; round++) {
    progress(`weight: import, round ${round + 1} of ${rounds}`);
    for (const { name, entry } of contenders) times[name]?.push(importTime(entry));
  }
  return Promise.all(contenders.map(async ({ name, entry, size }) => ({
    name, ...size, ...await bundled(entry), importMilliseconds: spread(times[name] ?? []),
  })));
}
