import { loaded, webgl } from '../loading.js';

// CSS Fonts 4, 4.8.2: fonts are fetched with CORS. https://www.w3.org/TR/css-fonts-4/#font-fetching-requirements
const FONTS_IN_WEBKIT =
  'This browser departs from the standard: it asks for a font without `Origin`, as for a picture, and uses it whoever sent it. ' +
  'WebKitGTK 2.50.6 does; not counted.';

export const needsCors = {
  id: 'needs-cors',
  title: 'What loads with CORS only',
  lead: 'Fonts and modules are always asked for with CORS. A picture need not be, but then nobody may look at its pixels.',
  cases: [
    {
      id: 'font-without',
      sentence: 'A web font without CORS is not used.',
      policy: 'none',
      async run({ url }) {
        const family = `Square ${Math.random()}`;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`@font-face { font-family: '${family}'; src: url('${url('/lab/none/font.ttf')}') }`);
        document.adoptedStyleSheets.push(sheet);
        const [face] = await document.fonts.load(`16px '${family}'`, 'A');
        return face.status;
      },
      expected: { refused: 'NetworkError', preflights: 0, handled: 1, reason: null },
      departure: { words: FONTS_IN_WEBKIT, expected: { reads: 'loaded', preflights: 0, handled: 1, reason: null } },
    },
    {
      id: 'font-with',
      sentence: 'A web font with CORS is.',
      policy: 'any',
      async run({ url }) {
        const family = `Square ${Math.random()}`;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`@font-face { font-family: '${family}'; src: url('${url('/lab/any/font.ttf')}') }`);
        document.adoptedStyleSheets.push(sheet);
        const [face] = await document.fonts.load(`16px '${family}'`, 'A');
        return face.status;
      },
      expected: { reads: 'loaded', preflights: 0, handled: 1, reason: 'allowed' },
      departure: { words: FONTS_IN_WEBKIT, expected: { reads: 'loaded', preflights: 0, handled: 1, reason: 'not-cors' } },
    },
    {
      id: 'module-without',
      sentence: 'A module imported by a static `import` without CORS does not load.',
      policy: 'none',
      async run({ url }) {
        // This module of the page's own is one line: export { answer } from '<that URL>';
        const from = encodeURIComponent(url('/lab/none/module.js'));
        const module = await import(`/reexport.js?from=${from}`);
        return module.answer;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'module-with',
      sentence: 'A module imported by a static `import` with CORS does.',
      policy: 'any',
      async run({ url }) {
        // This module of the page's own is one line: export { answer } from '<that URL>';
        const from = encodeURIComponent(url('/lab/any/module.js'));
        const module = await import(`/reexport.js?from=${from}`);
        return module.answer;
      },
      expected: { reads: 'the module ran', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'dynamic-import-without',
      sentence: 'A module imported by `import()` without CORS does not load.',
      policy: 'none',
      async run({ url }) {
        const module = await import(url('/lab/none/module.js'));
        return module.answer;
      },
      expected: { refused: 'TypeError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'dynamic-import-with',
      sentence: 'A module imported by `import()` with CORS does.',
      policy: 'any',
      async run({ url }) {
        const module = await import(url('/lab/any/module.js'));
        return module.answer;
      },
      expected: { reads: 'the module ran', preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'canvas-without',
      sentence: 'A picture loaded without CORS taints the canvas: its pixels can not be read.',
      policy: 'none',
      async run({ url }) {
        const image = new Image();
        image.src = url('/lab/none/picture.png');
        await loaded(image);
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.drawImage(image, 0, 0);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      },
      expected: { refused: 'SecurityError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'canvas-with',
      sentence: 'A picture loaded with CORS: `getImageData` reads its pixels.',
      policy: 'any',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/any/picture.png');
        await loaded(image);
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.drawImage(image, 0, 0);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      },
      expected: { reads: [0, 128, 128, 255], preflights: 0, handled: 1, reason: 'allowed' },
    },
    {
      id: 'canvas-asked',
      sentence: 'A picture asked for with CORS, from a server without: not even shown.',
      policy: 'none',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/none/picture.png');
        await loaded(image);
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.drawImage(image, 0, 0);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      },
      expected: { refused: 'LoadError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'webgl-without',
      sentence: 'A picture loaded without CORS does not become a WebGL texture.',
      policy: 'none',
      async run({ url }) {
        const image = new Image();
        image.src = url('/lab/none/picture.png');
        await loaded(image);
        const gl = webgl();
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
        return gl.getError() === gl.NO_ERROR;
      },
      expected: { refused: 'SecurityError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'webgl-with',
      sentence: 'A picture loaded with CORS does.',
      policy: 'any',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/any/picture.png');
        await loaded(image);
        const gl = webgl();
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
        return gl.getError() === gl.NO_ERROR;
      },
      expected: { reads: true, preflights: 0, handled: 1, reason: 'allowed' },
    },
  ],
};
