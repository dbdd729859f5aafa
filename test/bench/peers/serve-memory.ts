import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';

/** A route that answers with one file held in memory, the least that Fastify can do: `serve-memory.ts FILE`. */
const [file = ''] = process.argv.slice(2);
const page = await readFile(file);
const server = fastify();
server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
await server.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening ${(server.server.address() as AddressInfo).port}`);
