// What a machine may lack.
import { find } from '../caches/programs.js';

/**
 * Why the tests of a server are skipped, or false. With WITH_CORS_ALL_PARTS=1 none are: they then fail.
 * @param {import('./applications.js').Server} server
 */
export function whyNot({ program }) {
  if (program === undefined || process.env.WITH_CORS_ALL_PARTS === '1' || find(program.program) !== undefined) return false;
  return `${program.name} is not on this machine: apt-get install ${program.debianPackage}`;
}
