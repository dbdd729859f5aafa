import type { AddressInfo } from 'node:net';
import serveStatic from '@fastify/static';
import { fastify } from 'fastify';

/** Serves a folder as @fastify/static does by itself: `serve-folder.ts FOLDER`. */
const [root = ''] = process.argv.slice(2);
const server = fastify();
await server.register(serveStatic, { root });
await server.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening ${(server.server.address() as AddressInfo).port}`);
