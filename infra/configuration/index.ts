export { durationMs } from './duration.ts';
export { kurrentUrlIn } from './event-store.ts';
export { type Configuration, ConfigurationError, EX_CONFIG, readConfiguration } from './read.ts';
export { type Role, type VariableName, variables } from './variables.ts';
