// Makes dist/: one JavaScript module out of the modules of src/, its source map, and the declarations of what it exports.
//
// One module, because Node takes about half a millisecond to find, read and link each: the two dozen of src/ cost more to
// import than everything else in this library. TypeScript does the compiling; what is done here is to put its output end
// to end. That is right only for plain modules, so whatever else is met is an error: nothing is guessed.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const root = import.meta.dirname;
const dist = join(root, 'dist');
// Beside the tests' output and on the same disk as dist/, where finished files are moved one by one: whoever imports the
// library while it is built again, such as a test in another process, finds the old module or the new one, never half.
mkdirSync(join(root, 'build'), { recursive: true });
const draft = mkdtempSync(join(root, 'build/dist-'));
process.on('exit', () => rmSync(draft, { recursive: true, force: true }));
const read = (file) => readFileSync(join(draft, file), 'utf8');

// Two runs, because the documentation belongs in the declarations alone: comments are a quarter of the JavaScript.
compile('--declaration', 'false', '--removeComments');
compile('--emitDeclarationOnly');
const { code, map, exported } = joinModules('index.js');
writeFileSync(join(draft, 'index.js'), code);
writeFileSync(join(draft, 'index.js.map'), map);

// Parsing finds a name that two modules declare, and linking one that Node's modules don't have.
const found = Object.keys(await import(pathToFileURL(join(draft, 'index.js')).href));
if (found.join() !== exported.toSorted().join()) throw new Error(`index.js exports ${found}, and should ${exported}`);

const finished = ['index.js.map', 'index.js', ...declarations('index.d.ts')];
mkdirSync(dist, { recursive: true });
for (const file of finished) renameSync(join(draft, file), join(dist, file));
for (const file of readdirSync(dist)) if (!finished.includes(file)) rmSync(join(dist, file), { recursive: true, force: true });

function compile(...options) {
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', root, '--outDir', draft, '--newLine', 'lf', ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(1); // the compiler has said why
}

/** The module and those that it imports, in the order in which they would be evaluated: first what a module imports, then itself. */
function joinModules(entry) {
  const builtIns = new Map(); // the names imported of each of Node's modules
  const exported = [];
  const sources = [];
  const lines = []; // of the joined module, each with its segments of the source map
  const begun = [];
  const finished = [];

  visit(entry);
  const imports = [...builtIns].map(([module, names]) => `import { ${[...names].join(', ')} } from '${module}';`);
  const code = [...imports, ...lines.map(({ line }) => line), `export { ${exported.join(', ')} };`, '//# sourceMappingURL=index.js.map', ''];
  const mappings = ';'.repeat(imports.length) + encodeMappings(lines.map(({ segments }) => segments));
  return { code: code.join('\n'), map: JSON.stringify({ version: 3, file: entry, sources, names: [], mappings }), exported };

  function visit(file) {
    if (finished.includes(file)) return;
    if (begun.includes(file)) throw new Error(`${file} imports itself, by way of others, so that none of them can go first`);
    begun.push(file);
    const segments = decodeMappings(JSON.parse(read(`${file}.map`)).mappings);
    const own = read(file).split('\n').map((line, at) => statement(line, `${file}:${at + 1}`, segments[at] ?? []));
    finished.push(file);
    const source = sources.push(`../src/${file.replace(/js$/, 'ts')}`) - 1;
    for (const { line, segments } of own.filter((each) => each !== undefined)) {
      lines.push({ line, segments: segments.map(([column, ...position]) => [column, source, ...position]) });
    }

    /** What is left of a line, with its segments, if anything is. The compiler begins each statement of a module, and nothing else, in the first column. */
    function statement(line, place, segments) {
      const reject = (what) => { throw new Error(`${place}: ${what} can't be joined: ${line}`); };
      if (/\bimport\s*[.(]/.test(line)) reject('import() or import.meta');
      if (/^(?:\s|$|[}\])])/.test(line)) return { line, segments };
      if (/^\/\/# sourceMappingURL=/.test(line)) return undefined;
      if (segments[0]?.[0] !== 0) reject('a text over several lines');

      const [, verb, names, from] = /^(import|export) \{ ?([\w$, ]*?) ?\}(?: from '(\.\/[\w-]+\.js|node:[\w/]+)')?;$/.exec(line) ?? [];
      if (verb === undefined) return declaration(line, segments, reject);
      const list = names.split(', ').filter((name) => name !== '');
      if (list.some((name) => name.includes(' '))) reject('a renamed import or export');
      if (from?.startsWith('./')) visit(from.slice(2));
      else if (verb === 'import' && from !== undefined) builtIns.set(from, new Set([...builtIns.get(from) ?? [], ...list]));
      else if (list.length > 0) reject('this');
      if (verb === 'export' && list.length > 0 && file !== entry) reject('an export of something of another module');
      if (verb === 'export') exported.push(...list);
      return undefined;
    }

    function declaration(line, segments, reject) {
      const [, keyword, name] = /^(export )?(?:const|let|class|(?:async )?function\*?) ([\w$]+)/.exec(line) ?? [];
      if (name === undefined) return /^(?:import|export|const|let|var|class|function|async)\b/.test(line) ? reject('this') : { line, segments };
      // Elsewhere in src/ the name may mean the global one.
      if (name in globalThis) reject('a declaration with the name of a global');
      if (keyword === undefined) return { line, segments };
      if (file === entry) reject('a declaration in the module that is to list the exports');
      const moved = segments.map(([column, ...position]) => [Math.max(0, column - keyword.length), ...position]);
      return { line: line.slice(keyword.length), segments: moved };
    }
  }
}

/** The declarations that a file leads to, itself included. */
function declarations(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of read(file).matchAll(/\b(?:from |import\()["']\.\/([\w-]+)\.[jt]s["']/g)) declarations(`${name}.d.ts`, found);
  return found;
}

// Source maps (ECMA-426, 9.2) have a segment for each token; a stack trace needs those that lead to another line. They are a
// fifth of the size. Numbers are written as differences, in digits of 5 bits from the lowest up; the sixth bit says that one
// more follows, and the lowest bit of all is the sign.

/** For each line of a file made from one source: [column, line in the source, column in the source], where the source's line changes. */
function decodeMappings(mappings) {
  let [line, sourceColumn] = [0, 0];
  return mappings.split(';').map((text) => {
    let column = 0;
    const segments = (text.match(/[^,]+/g) ?? []).map((segment) => {
      const numbers = segment.match(/[g-z0-9+/]*[A-Za-f]/g).map((digits) => {
        const value = [...digits].reduceRight((sum, digit) => sum * 32 + BASE64.indexOf(digit) % 32, 0);
        return value % 2 === 1 ? -(value - 1) / 2 : value / 2;
      });
      if (numbers.length !== 4) throw new Error(`a source map with the segment ${segment}`);
      return [column += numbers[0], line += numbers[2], sourceColumn += numbers[3]];
    });
    return segments.filter((segment, at) => segment[1] !== segments[at - 1]?.[1]);
  });
}

/** The reverse, for segments that name their source: [column, source, line, column in the source]. */
function encodeMappings(lines) {
  let position = [0, 0, 0];
  return lines.map((segments) => {
    let previous = [0, ...position];
    const text = segments.map((segment) => {
      const numbers = segment.map((number, at) => number - previous[at]);
      previous = segment;
      return numbers.map(encodeNumber).join('');
    }).join();
    [, ...position] = previous;
    return text;
  }).join(';');
}

function encodeNumber(number) {
  let rest = number < 0 ? -number * 2 + 1 : number * 2;
  let digits = '';
  do {
    digits += BASE64[rest % 32 + (rest >= 32 ? 32 : 0)];
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return digits;
}
