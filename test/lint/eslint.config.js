// `npm run lint`: what src/ is judged by. The strict set of typescript-eslint as it is, but for the rules
// named below.
import stylistic from '@stylistic/eslint-plugin';
import { defineConfig } from 'eslint/config';
import { configs, parser } from 'typescript-eslint';

export default defineConfig([{
  files: ['src/**/*.ts'],
  extends: [configs.strictTypeChecked, configs.stylisticTypeChecked],
  plugins: { '@stylistic': stylistic },
  languageOptions: {
    parserOptions: { project: 'tsconfig.json', tsconfigRootDir: `${import.meta.dirname}/../..` },
  },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: {
    // `'*' | string` tells a reader, and an editor, of the one string that has a meaning of its own.
    '@typescript-eslint/no-redundant-type-constituents': 'off',
    // `isolatedDeclarations` asks for the types of exported RegExps.
    '@typescript-eslint/no-inferrable-types': 'off',
    // A response's `writeHead` is taken from it and called with `this`, since whoever is there first must
    // stay the one called.
    '@typescript-eslint/unbound-method': 'off',
    // A number or a RegExp in a message reads as it should; anything else must say what it is.
    '@typescript-eslint/restrict-template-expressions': ['error', {
      allowNumber: true, allowRegExp: true,
      allowAny: false, allowBoolean: false, allowNever: false, allowNullish: false,
    }],
    // `return report(…)` ends a check with its report in one line, and `() => report(…)` is the same.
    '@typescript-eslint/no-confusing-void-expression': ['error', {
      ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true,
    }],

    '@stylistic/max-len': ['error', { code: 110 }],
    '@stylistic/indent': ['error', 2],
    '@stylistic/operator-linebreak': ['error', 'before', { overrides: { '=': 'after' } }],
    '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'avoidEscape' }],
    '@stylistic/semi': 'error',
    '@stylistic/comma-dangle': ['error', 'always-multiline'],
    '@stylistic/eol-last': 'error',
    '@stylistic/no-trailing-spaces': 'error',
  },
}, {
  // What is beside it is read, too: no line is so long but for a text that can't be broken.
  files: ['test/**/*.ts', 'test/**/*.js', 'examples/**/*.js'],
  ignores: ['**/build/**'],
  plugins: { '@stylistic': stylistic },
  languageOptions: { parser },
  rules: {
    '@stylistic/max-len': ['error', {
      code: 110,
      ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true,
    }],
    '@stylistic/no-trailing-spaces': 'error',
  },
}]);
