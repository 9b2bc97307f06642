// Where `with-cors/page` was built, or its source where coverage is measured.

import { fileURLToPath } from 'node:url';

const index = import.meta.resolve('with-cors/page');

/** The address of a module beside it. */
export const moduleOf = (name: string): string => index.replace(/index(?=\.[jt]s$)/, name);

export const COMMAND: string = fileURLToPath(moduleOf('command'));
