import type { ApiDependencies } from './dependencies.ts';
import { buildServer } from './server.ts';

/** The OpenAPI document. The routes are declared and never called, so what they would call is not needed. */
export const describeApi = async (): Promise<unknown> => {
  const declared: Partial<ApiDependencies> = { hosts: new Set(), siteOrigins: [], webApp: undefined };
  const server = await buildServer(declared as ApiDependencies);
  await server.ready();
  try {
    return server.swagger();
  } finally {
    await server.close();
  }
};
