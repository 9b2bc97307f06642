// A reporter that ends the run at the first test that fails: a mutant is killed once.
export default async function* firstFailure(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    yield `${data.file}: ${data.name}\n`;
    process.exit(1);
  }
}
