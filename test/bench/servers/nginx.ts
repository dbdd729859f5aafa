import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../../support/program.ts';
import { waitFor } from '../../support/wait-for.ts';
import { programPath } from '../harness/not-measured.ts';

export interface Nginx extends AsyncDisposable {
  readonly port: number;
}

/** An nginx that does nothing but serve a folder. @throws NotMeasured */
export const bareNginx = async (root: string, work: string): Promise<Nginx> => {
  const program = await programPath('nginx', 'nginx-light');
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${work}/${name};`,
  );
  const config = [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off; worker_processes auto;',
    `pid ${work}/nginx.pid; error_log stderr warn;`,
    'events { worker_connections 1024; }',
    `http { access_log off; sendfile on; tcp_nopush on; default_type text/html; ${temporary.join(' ')}`,
    `server { listen 127.0.0.1:${port}; root ${root}; index index.html; } }`,
  ];
  const file = join(work, 'nginx.conf');
  await writeFile(file, `${config.join('\n')}\n`);
  const running = startProgram(program, ['-c', file, '-p', work]);
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`)).ok;
  await waitFor(answers, { what: `nginx to serve ${root}; it said ${running.output}` });
  return {
    port,
    // Its workers end when it is told to, not when it is killed.
    [Symbol.asyncDispose]: async () => {
      running.kill('SIGTERM');
      await running.exited;
    },
  };
};
