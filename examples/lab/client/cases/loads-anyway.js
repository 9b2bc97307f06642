import { loaded } from '../loading.js';

export const loadsAnyway = {
  id: 'loads-anyway',
  title: 'What loads without CORS',
  cases: [
    {
      id: 'image',
      sentence: 'A picture is shown.',
      policy: 'handler',
      async run({ url }) {
        const image = new Image();
        image.src = url('/lab/handler/picture.png');
        await loaded(image);
        return image.naturalWidth;
      },
      expected: { reads: 8, preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'script',
      sentence: 'A classic script runs.',
      policy: 'handler',
      async run({ url }) {
        delete globalThis.leftByTheScript;
        const script = document.createElement('script');
        script.src = url('/lab/handler/script.js');
        await loaded(script);
        script.remove();
        return leftByTheScript;
      },
      expected: { reads: 'the script ran', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'style-sheet',
      sentence: 'A style sheet applies.',
      policy: 'handler',
      async run({ url }) {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = url('/lab/handler/style.css');
        await loaded(link);
        const paragraph = document.createElement('p');
        paragraph.className = 'styled-from-elsewhere';
        document.body.append(paragraph);
        const spacing = getComputedStyle(paragraph).letterSpacing;
        paragraph.remove();
        link.remove();
        return spacing;
      },
      expected: { reads: '7px', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'style-sheet-rules',
      sentence: 'But a script may not look into that style sheet.',
      policy: 'handler',
      async run({ url }) {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = url('/lab/handler/style.css');
        const { sheet } = await loaded(link);
        link.remove();
        return sheet.cssRules.length;
      },
      expected: { refused: 'SecurityError', preflights: 0, handled: 1, reason: null },
    },
  ],
};
