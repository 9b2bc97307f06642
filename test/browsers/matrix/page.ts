// The page of the matrix. Pairs are asked from several origins, so it holds a frame for each of them; every
// frame carries its requests in its own text, makes them, and hands what it saw to the page, which reports it
// all to the server.

import type { Pair, Place } from './pairs.ts';

/** A request to be made, as the frame is given it. */
export interface Task {
  readonly id: number;
  readonly url: string;
  readonly init: Pair['request'];
}

/** What a script saw, in the words of the model's verdict. */
export interface Sight {
  readonly id: number;
  readonly outcome: 'invalid' | 'refused' | 'readable';
  readonly why?: string;
  readonly type?: string;
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
}

export function matrixPage(frames: Readonly<Record<Place, string>>): string {
  return `<!doctype html><meta charset="utf-8"><title>The matrix</title><link rel="icon" href="data:,">
<iframe src="${frames.page}"></iframe>
<iframe src="${frames.app}"></iframe>
<iframe src="${frames.sandbox}" sandbox="allow-scripts"></iframe>
<iframe src="${frames.api}"></iframe>
<script>
  const sights = [];
  let open = document.querySelectorAll('iframe').length;
  addEventListener('message', ({ data }) => {
    sights.push(...data);
    open -= 1;
    if (open === 0) fetch('report', { method: 'POST', body: JSON.stringify(sights) });
  });
</script>
`;
}

const AT_ONCE = 4;

export function matrixFrame(tasks: readonly Task[]): string {
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="module">
  const tasks = ${JSON.stringify(tasks).replaceAll('<', '\\u003C')};

  async function see({ id, url, init }) {
    let request;
    try {
      request = new Request(url, init);
    } catch (error) {
      return { id, outcome: 'invalid', why: String(error) };
    }
    try {
      const response = await fetch(request);
      await response.text();
      return { id, outcome: 'readable', type: response.type, status: response.status, headers: [...response.headers] };
    } catch (error) {
      return { id, outcome: 'refused', why: String(error) };
    }
  }

  const sights = [];
  const worker = async () => {
    for (let task; (task = tasks.shift()) !== undefined;) sights.push(await see(task));
  };
  await Promise.all(Array.from({ length: ${AT_ONCE} }, worker));
  parent.postMessage(sights, '*');
</script>
`;
}
