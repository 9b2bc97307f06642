// One contender in one row, in a process that does nothing else, so that what V8 learns from one doesn't
// colour another. It does what it is told to, a message each, and sends what came of it.
import { createServer } from 'node:http';
import { contenders } from './contenders.js';
import { requestMaker, responseOf, time } from './exchange.js';
import { rows } from './rows.js';

const [rowName, contender] = process.argv.slice(2);
const row = rows.find(({ name }) => name === rowName);
// A refusal by hand has the same body, since what a body says is not what is compared.
const refusal = await responseOf(contenders['with-cors'](row, ''), requestMaker(row)());
const listener = contenders[contender](row, refusal.body);
const nextRequest = requestMaker(row);

const orders = {
  response: () => responseOf(listener, requestMaker(row)()),
  time: ({ batches }) => time(listener, nextRequest, batches),
  listen: () => new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(server.address().port));
  }),
  cpuMicroseconds() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

process.on('message', async ({ order, ...how }) => process.send(await orders[order](how)));
process.on('disconnect', () => process.exit());
process.send('ready');
