// CSS Fonts 4, 4.8.2: fonts are fetched with CORS.
// https://www.w3.org/TR/css-fonts-4/#font-fetching-requirements
const FONTS_IN_WEBKIT =
  'This browser departs from the standard: it asks for a font without `Origin`, as for a picture, and uses it whoever sent it. ' +
  'WebKitGTK 2.50.6 does; not counted.';

export const needsCors = {
  id: 'needs-cors',
  title: 'What loads with CORS only',
  cases: [
    {
      id: 'font-without',
      sentence: 'A web font without CORS is not used.',
      policy: 'handler',
      async run({ url }) {
        const family = `Square ${Math.random()}`;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          `@font-face { font-family: '${family}'; src: url('${url('/lab/handler/font.ttf')}') }`
        );
        document.adoptedStyleSheets.push(sheet);
        const [face] = await document.fonts.load(`16px '${family}'`, 'A');
        return face.status;
      },
      expected: { refused: 'NetworkError', preflights: 0, handled: 1, reason: null },
      departure: {
        words: FONTS_IN_WEBKIT, expected: { reads: 'loaded', preflights: 0, handled: 1, reason: null }
      },
    },
    {
      id: 'font-with',
      sentence: 'A web font with CORS is used.',
      policy: 'withCors',
      async run({ url }) {
        const family = `Square ${Math.random()}`;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          `@font-face { font-family: '${family}'; src: url('${url('/lab/withCors/font.ttf')}') }`
        );
        document.adoptedStyleSheets.push(sheet);
        const [face] = await document.fonts.load(`16px '${family}'`, 'A');
        return face.status;
      },
      expected: { reads: 'loaded', preflights: 0, handled: 1, reason: 'allowed' },
      departure: {
        words: FONTS_IN_WEBKIT, expected: { reads: 'loaded', preflights: 0, handled: 1, reason: 'not-cors' }
      },
    },
    {
      id: 'module-without',
      sentence: 'A module imported by a static `import` without CORS does not load.',
      policy: 'handler',
      async run({ url }) {
        // This module of the page's own is one line: export { answer } from '<that URL>';
        const from = encodeURIComponent(url('/lab/handler/module.js'));
        const module = await import(`/reexport.js?from=${from}`);
        return module.answer;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'module-with',
      sentence: 'A module imported by a static `import` with CORS loads.',
      policy: 'withCors',
      async run({ url }) {
        // This module of the page's own is one line: export { answer } from '<that URL>';
        const from = encodeURIComponent(url('/lab/withCors/module.js'));
        const module = await import(`/reexport.js?from=${from}`);
        return module.answer;
      },
      expected: { reads: 'the module ran', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'dynamic-import-without',
      sentence: 'A module imported by `import()` without CORS does not load.',
      policy: 'handler',
      async run({ url }) {
        const module = await import(url('/lab/handler/module.js'));
        return module.answer;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'dynamic-import-with',
      sentence: 'A module imported by `import()` with CORS loads.',
      policy: 'withCors',
      async run({ url }) {
        const module = await import(url('/lab/withCors/module.js'));
        return module.answer;
      },
      expected: { reads: 'the module ran', preflights: 0, handled: 1, reason: 'allowed' },
    },
  ],
};
