// An example as a process of its own, reached over real sockets.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { repository } from './fresh-project.ts';

export const examplesFolder = join(repository, 'examples');

/** Milliseconds after which a test that waits for what doesn't come fails, instead of waiting for ever. */
export const DEADLINE = 30_000;

export interface SentRequest {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
}

export interface ReceivedResponse {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export class Example {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  #address = new URL('http://localhost');
  #errors = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    // Where the tests run straight from the source, the examples use the source too.
    const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions='));
    this.child = spawn(process.execPath, [...conditions, ...args], {
      cwd: examplesFolder,
      env: { ...process.env, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface(this.child.stdout!).on('line', (line) => {
      this.lines.push(line);
      this.child.emit('example-line');
    });
    this.child.stderr!.setEncoding('utf8').on('data', (chunk) => { this.#errors += chunk; });
    this.child.once('close', () => this.child.emit('example-line'));
  }

  /** The first line, printed already or yet to come, that matches. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.ended) throw new Error(`The example ended without a line like ${pattern}: ${this.#errors}`);
      await once(this.child, 'example-line');
    }
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async listening(): Promise<this> {
    const line = await this.line(/^listening on https?:\/\/localhost:[1-9]\d*$/);
    this.#address = new URL(line.slice('listening on '.length));
    return this;
  }

  get address(): URL {
    return this.#address;
  }

  async send(path: string,
    { method = 'GET', headers = {}, body }: SentRequest = {}): Promise<ReceivedResponse> {
    const { request } = this.address.protocol === 'https:' ? https : http;
    const { hostname, port } = this.address;
    // The certificate is the example's own: it's the response that is tested here.
    const sent = request({ hostname, port, path, method, headers, agent: false, rejectUnauthorized: false });
    sent.end(body);
    const [response] = await once(sent, 'response') as [http.IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** Sends the bytes as they are and returns what comes until the server closes. */
  async sendBytes(bytes: string): Promise<string> {
    const socket = net.connect(Number(this.address.port), this.address.hostname);
    socket.write(bytes, 'latin1');
    return text(socket);
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, 'close');
    this.child.kill();
    await gone;
  }
}

/** Starts one of `examples/` and waits until it listens. */
export function startExample(file: string, env: Readonly<Record<string, string>> = {}): Promise<Example> {
  return listeningOrStopped(new Example([join(examplesFolder, file)], env));
}

/** Starts the article's server for a client page on `http://localhost:8080`. */
export function startArticle(): Promise<Example> {
  return listeningOrStopped(new Example(['--input-type=module', '--eval', `
    import { createArticleServer } from './article/server.js'
    const server = createArticleServer({ clientOrigin: 'http://localhost:8080' })
    server.listen(0, 'localhost', () => console.log('listening on http://localhost:' + server.address().port))
  `], {}));
}

async function listeningOrStopped(example: Example): Promise<Example> {
  try {
    return await example.listening();
  } catch (error) {
    await example.stop();
    throw error;
  }
}

/** The headers of a preflight. */
export const preflight = (origin: string, method: string, headers?: string): SentRequest => ({
  method: 'OPTIONS',
  headers: {
    Origin: origin,
    'Access-Control-Request-Method': method,
    ...(headers === undefined ? {} : { 'Access-Control-Request-Headers': headers }),
  },
});

export const from = (origin: string): SentRequest => ({ headers: { Origin: origin } });
