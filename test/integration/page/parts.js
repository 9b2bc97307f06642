// What a machine may lack.
import { find } from '../caches/programs.js';

/** A sentence, or false if the program is there. @param {import('../caches/programs.js').Cache} program */
export const missing = ({ name, program, debianPackage }) => (
  find(program) === undefined && `${name} is not on this machine: apt-get install ${debianPackage}`);

/**
 * Why the tests of a server are skipped, or false. With WITH_CORS_ALL_PARTS=1 none are: they then fail.
 * @param {import('./applications.js').Server} server
 */
export const whyNot = ({ program }) => (
  program !== undefined && process.env.WITH_CORS_ALL_PARTS !== '1' && missing(program));
