import { type Configuration, ConfigurationError } from './read.ts';

/** Address of the KurrentDB that holds the log; undefined where the broker holds it. @throws ConfigurationError */
export const kurrentUrlIn = ({
  PAGEWRIGHT_EVENT_STORE: store,
  PAGEWRIGHT_KURRENTDB_URL: url,
}: Configuration<'PAGEWRIGHT_EVENT_STORE' | 'PAGEWRIGHT_KURRENTDB_URL'>): string | undefined => {
  if (store === 'jetstream') return undefined;
  if (url === undefined) {
    throw new ConfigurationError(
      'PAGEWRIGHT_EVENT_STORE is kurrentdb, so PAGEWRIGHT_KURRENTDB_URL must say where it is: kurrentdb://host:2113.',
    );
  }
  return url;
};
