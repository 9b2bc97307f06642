// One connection, as raw as the requests have to be: bytes go out as they are, and answers are read one after
// another.
import { once } from 'node:events';
import { connect } from 'node:net';

/** @typedef {import('./expectation.js').Answer} Answer */

export class Connection {
  #received = '';
  #over = false;
  /** @type {(() => void) | undefined} */
  #wake;

  /** @param {number} port */
  constructor(port) {
    this.socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    this.socket.on('data', (text) => {
      this.#received += text;
      this.#wake?.();
    });
    /** Settles when the connection stands, or will not. */
    this.ready = new Promise((resolve) => this.socket.once('connect', resolve).once('close', resolve));
    this.socket.on('error', () => {}); // 'close' follows
    this.socket.on('close', () => {
      this.#over = true;
      this.#wake?.();
    });
  }

  /** @param {string} bytes one character a byte */
  send(bytes) {
    if (!this.#over) this.socket.write(bytes, 'latin1');
  }

  /**
   * The next answer; `undefined` where the connection ends before it does. @param {string} method @returns
   * {Promise<Answer | undefined>}
   */
  async answer(method) {
    for (;;) {
      const complete = parse(this.#received, method);
      if (complete !== undefined) {
        this.#received = this.#received.slice(complete.length);
        return complete.answer;
      }
      if (this.#over) return undefined;
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    }
  }

  async leave() {
    if (this.#over) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }
}

/**
 * Reads one whole answer (RFC 9112, 6.3) from the start of a text. @param {string} text @param {string}
 * method
 */
function parse(text, method) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  /** @type {Answer['fields']} */
  const fields = new Map();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()]);
  }

  let end = headEnd + 4;
  let body = '';
  if (method === 'HEAD' || status === 204 || status === 304) {
    // no body
  } else if (fields.get('transfer-encoding')?.includes('chunked')) {
    for (;;) {
      const sizeEnd = text.indexOf('\r\n', end);
      if (sizeEnd === -1) return undefined;
      const size = Number.parseInt(text.slice(end, sizeEnd), 16);
      const chunkEnd = sizeEnd + 2 + size + 2;
      if (text.length < chunkEnd) return undefined;
      body += text.slice(sizeEnd + 2, chunkEnd - 2);
      end = chunkEnd;
      if (size === 0) break;
    }
  } else {
    const length = Number(fields.get('content-length')?.[0] ?? 0);
    if (text.length < end + length) return undefined;
    body = text.slice(end, end + length);
    end += length;
  }
  return { answer: { status, fields, body }, length: end };
}
