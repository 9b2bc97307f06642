// The Nodes that test/package.json brings: of the oldest line the oldest version that is supported, of the others the newest.
import { fileURLToPath } from 'node:url';

export const MAJORS = [20, 22, 24, 26];

export const binaryOf = (major) => fileURLToPath(
  new URL(`../node_modules/node${major}-${process.platform}-${process.arch}/bin/node`, import.meta.url));
