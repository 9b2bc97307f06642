// What the cases' code uses beside the platform itself: waiting for elements and frames, and a WebGL context.
import { NotCounted } from './run.js';

/**
 * Puts the element into the page; resolves when it has loaded, rejects with a `LoadError` when it has not.
 */
export function loaded(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener('load', () => resolve(node));
    node.addEventListener(
      'error', () => reject(errorNamed('LoadError', `The <${node.localName}> did not load.`))
    );
    if (node.localName !== 'img') document.head.append(node); // a picture loads without being shown
  });
}

/** Puts the frame into the page; resolves or rejects with what its `fetch` did. */
export function answerOf(frame) {
  return new Promise((resolve, reject) => {
    addEventListener('message', function hear({ source, data }) {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', hear);
      frame.remove();
      if (data.error) reject(errorNamed(data.error.name, data.error.message));
      else resolve(data.answer);
    });
    frame.hidden = true;
    document.body.append(frame);
  });
}

/** A WebGL context with a texture to fill. */
export function webgl() {
  const gl = document.createElement('canvas').getContext('webgl');
  if (!gl) throw new NotCounted('This browser has no WebGL here. Not counted.');
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  return gl;
}

const errorNamed = (name, message) => Object.assign(new Error(message), { name });
