// Imported first: Express, Connect and Koa print each error that they answer, unless this says that it is a
// test.
process.env.NODE_ENV ??= 'test';
