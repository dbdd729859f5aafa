import { accounts } from './accounts/accounts-projection.ts';
import { builds } from './builds/builds-projection.ts';
import { history } from './history/history-projection.ts';
import type { Projection } from './runtime/projection.ts';
import { sites } from './sites/sites-projection.ts';
import { versions } from './versions/versions-projection.ts';

/** Every projection of the product. */
export const readModels: readonly Projection[] = [accounts, sites, versions, builds, history];
