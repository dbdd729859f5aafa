import { startBuildsRole } from './builds.ts';
import { startChecksRole } from './checks.ts';
import { startHostingRole } from './hosting.ts';
import { startQuestionsRole } from './questions.ts';
import type { StartRole } from './role.ts';

/** The roles that this process can take, by the name that PAGEWRIGHT_ROLES gives them, in the order they are started. */
export const roles: Readonly<Record<string, StartRole>> = {
  builds: startBuildsRole,
  questions: startQuestionsRole,
  hosting: startHostingRole,
  checks: startChecksRole,
};
