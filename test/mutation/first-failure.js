// A reporter that ends the run at the first test that fails: a mutant is killed once.
import { writeSync } from 'node:fs';

export default async function* firstFailure(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    writeSync(1, `${data.file}: ${data.name}\n`);
    process.exit(1);
  }
  yield '';
}
