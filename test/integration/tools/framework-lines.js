// The lines of the README's table of frameworks, each as a program in TypeScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './consumer.js';

/** What stands before a line, for every framework that a row names. */
const PRELUDES = {
  'Express 4': "import express from 'express4';\nconst app = express();",
  'Express 5': "import express from 'express';\nconst app = express();",
  Connect: "import connect from 'connect';\nconst app = connect();",
  Polka: "import polka from 'polka';\nconst app = polka();",
  Koa: "import Koa from 'koa';\nconst app = new Koa();",
  Fastify: "import Fastify from 'fastify';",
  Hono: `import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
const app = new Hono();`,
  Yoga: `import { createSchema, createYoga } from 'graphql-yoga';
const yoga = createYoga({ cors: false, schema: createSchema({ typeDefs: 'type Query { a: Int }' }) });`,
  restify: "import restify from 'restify';\nconst server = restify.createServer();",
  'http-proxy':
    `import httpProxy from 'http-proxy';
const proxy = httpProxy.createProxyServer();
const target = 'http://localhost:8080';`,
};

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const table = /^\| framework \|.*\n\|[-| ]+\n((?:\|.*\n)+)/m.exec(readme)?.[1] ?? '';

export const rows = table
  .trimEnd()
  .split('\n')
  .map((row) => row.split(' | '))
  .map(([name, line]) => ({
    name: name.replace(/^\| |`/g, ''),
    lines: [...line.matchAll(/`([^`]*withCors\([^`]*)`/g)].map(([, code]) => code),
  }));

/** A row may name several; "Express 4 and 5" and "Express 4, 5" are two. */
export function frameworksIn(row) {
  const spelledOut = row.replace(/(Express) (\d)(?:,| and) (\d)/, '$1 $2 $1 $3');
  return Object.keys(PRELUDES).filter((framework) => spelledOut.includes(framework));
}

export const programs = rows
  .flatMap(({ name, lines }) =>
    frameworksIn(name).flatMap((framework) =>
      lines.map((line) => ({
        framework,
        line,
        code: [
          line.includes('http.') ? "import http from 'node:http';" : '',
          "import { type CorsOptions, withCors } from 'with-cors';",
          PRELUDES[framework],
          "const options: CorsOptions = { origin: 'https://app.example.com', credentials: true };",
          `${line};`,
          '',
        ]
          .filter((part, index, { length }) => part !== '' || index === length - 1)
          .join('\n'),
      })),
    ),
  )
  .map((program, index) => ({ ...program, file: `framework-${index}.ts` }));
