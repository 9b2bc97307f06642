// One request at a time: each finds the cookies and the counts as the one before it left them. What a person asks for goes
// before what runs in the background.

export function createQueue(feed) {
  const waiting = [];
  let busy = false;

  async function work() {
    if (busy) return;
    busy = true;
    await feed.open();
    while (waiting.length > 0) await waiting.shift()();
    feed.close();
    busy = false;
  }

  const add = (how) => (task) => new Promise((resolve, reject) => {
    how.call(waiting, () => task().then(resolve, reject));
    work();
  });

  return { first: add(waiting.unshift), last: add(waiting.push) };
}
