import { loaded, webgl } from '../loading.js';

export const pixels = {
  id: 'pixels',
  title: 'Pixels',
  cases: [
    {
      id: 'canvas-without',
      sentence: 'A picture loaded without CORS taints the canvas: its pixels cannot be read.',
      policy: 'handler',
      async run({ url }) {
        const image = new Image();
        image.src = url('/lab/handler/picture.png');
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
      policy: 'withCors',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/withCors/picture.png');
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
      policy: 'handler',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/handler/picture.png');
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
      policy: 'handler',
      async run({ url }) {
        const image = new Image();
        image.src = url('/lab/handler/picture.png');
        await loaded(image);
        const gl = webgl();
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
        return gl.getError() === gl.NO_ERROR;
      },
      expected: { refused: 'SecurityError', preflights: 0, handled: 1, reason: null },
    },
    {
      id: 'webgl-with',
      sentence: 'A picture loaded with CORS becomes a WebGL texture.',
      policy: 'withCors',
      async run({ url }) {
        const image = new Image();
        image.crossOrigin = 'anonymous'; // asks with CORS
        image.src = url('/lab/withCors/picture.png');
        await loaded(image);
        const gl = webgl();
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
        return gl.getError() === gl.NO_ERROR;
      },
      expected: { reads: true, preflights: 0, handled: 1, reason: 'allowed' },
    },
  ],
};
