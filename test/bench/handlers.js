// The program behind the CORS headers: a small answer in JSON, once in each of the two ways in which handlers write heads.

export const BODY = JSON.stringify({ id: 1, msg: 'Only the origins that were named may read this.' });

/** @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => void} Handler */

/** @type {{ setHeader: Handler, writeHead: Handler }} */
export const handlers = {
  setHeader(_req, res) {
    res.setHeader('Content-Type', 'application/json');
    res.end(BODY);
  },
  writeHead(_req, res) {
    res.writeHead(200, { 'Content-Type': 'application/json' });
    res.end(BODY);
  },
};
