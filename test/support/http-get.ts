import { type Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

export interface HttpQuestion {
  readonly port: number;
  /** The Host header, sent as it is; the connection always goes to 127.0.0.1. */
  readonly host: string;
  /** Sent as it is: nothing is normalised or encoded. */
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

/** One request without the good manners of a browser: names need not resolve and paths need not be tidy. */
export const httpGet = ({ port, host, path = '/', method = 'GET', headers = {}, agent }: HttpQuestion) =>
  new Promise<HttpAnswer>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, agent: agent ?? false, headers: { ...headers, host } },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(pieces);
          const plain = Object.entries(answer.headers).map(([name, value]) => [name, value?.toString()] as const);
          resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(plain), body, text: body.toString() });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
