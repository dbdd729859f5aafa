import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { describeHost, type HostUnderTest } from '../../../../test/contracts/host.contract.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { createEmbeddedHost } from './index.ts';
import { listen } from './sites-server.ts';

const open = async (): Promise<HostUnderTest> => {
  const folder = await temporaryFolder('hosting');
  const artifacts = memoryArtifactStore();
  let time = Date.now();
  const start = async (): Promise<HostUnderTest> => {
    const { host, handle } = await createEmbeddedHost({
      root: `${folder.path}/sites`,
      artifacts,
      sitesDomain: 'localhost',
      appOrigin: 'http://app.localhost:4400',
      markPage: () => undefined,
      hostName: 'embedded',
      log: () => undefined,
      now: () => time,
    });
    const server = await listen({ host: '127.0.0.1', port: 0 }, handle);
    return {
      host,
      artifacts,
      port: server.port,
      advance: (ms) => (time += ms),
      restart: async () => {
        await server.drop();
        return start();
      },
      [Symbol.asyncDispose]: async () => {
        await server.drain();
        await folder[Symbol.asyncDispose]();
      },
    };
  };
  return start();
};

describeHost('embedded', open);
