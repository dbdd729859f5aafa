import type { AddressInfo } from 'node:net';
import websocket from '@fastify/websocket';
import { fastify } from 'fastify';

/** A frame `{"join": room}` makes the socket hear what any socket says as `{"room": room, "text": text}`. */
interface Frame {
  readonly join?: string;
  readonly room?: string;
  readonly text?: string;
}

const server = fastify();
await server.register(websocket);
const rooms = new Map<string, Set<{ send(text: string): void }>>();
server.get('/', { websocket: true }, (socket) => {
  socket.on('message', (raw: Buffer) => {
    const frame = JSON.parse(raw.toString()) as Frame;
    if (frame.join !== undefined) {
      const room = rooms.get(frame.join) ?? new Set();
      rooms.set(frame.join, room.add(socket));
      socket.send(raw.toString());
    }
    if (frame.room !== undefined) for (const member of rooms.get(frame.room) ?? []) member.send(frame.text ?? '');
  });
});
await server.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening ${(server.server.address() as AddressInfo).port}`);
