// Compiles src/ with all its mutants, and test/, without a look at the types: many a mutant is a type error.
import { execFileSync } from 'node:child_process';

for (const args of [[], ['-p', 'test']]) execFileSync('tsc', [...args, '--noCheck'], { stdio: 'inherit' });
