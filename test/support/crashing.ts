// Not a test: what reporter.test.ts lets crash.

throw new Error('no test ran');
