import { join } from 'node:path';
import {
  type Configuration as Read,
  ConfigurationError,
  kurrentUrlIn,
  readConfiguration,
} from '@pagewright/infra/configuration';

const NAMES = [
  'PAGEWRIGHT_DATA',
  'PAGEWRIGHT_SECRETS',
  'PAGEWRIGHT_WORKSPACE',
  'PAGEWRIGHT_ROLES',
  'PAGEWRIGHT_LISTEN',
  'PAGEWRIGHT_PORT',
  'PAGEWRIGHT_PUBLIC_URL',
  'PAGEWRIGHT_SITES_PORT',
  'PAGEWRIGHT_SITES_DOMAIN',
  'PAGEWRIGHT_SITES_PUBLIC_PORT',
  'PAGEWRIGHT_NATS_URL',
  'PAGEWRIGHT_NATS_MONITOR_URL',
  'PAGEWRIGHT_NATS_SUBSCRIBERS',
  'PAGEWRIGHT_ALLOW_RELAXED_SYNC',
  'PAGEWRIGHT_REPLICAS',
  'PAGEWRIGHT_EVENT_STORE',
  'PAGEWRIGHT_KURRENTDB_URL',
  'PAGEWRIGHT_DATABASE_URL',
  'PAGEWRIGHT_ARTIFACTS',
  'PAGEWRIGHT_ARTIFACTS_DIR',
  'PAGEWRIGHT_SETUP_CODE',
  'PAGEWRIGHT_REGISTRATION',
  'PAGEWRIGHT_AGENT',
  'PAGEWRIGHT_EXPECTED_HOSTS',
  'PAGEWRIGHT_OUTBOUND_ALLOW',
  'PAGEWRIGHT_METRICS_LISTEN',
  'PAGEWRIGHT_METRICS_API_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER_ARG',
  'PAGEWRIGHT_LOG_LEVEL',
] as const;

type Variables = Read<(typeof NAMES)[number]>;

/** What this process was told, once and whole; nothing else reads the environment. */
export interface ApiConfiguration {
  readonly data: string;
  readonly secrets: string;
  readonly artifacts: string;
  readonly workspace: string;
  readonly roles: ReadonlySet<Variables['PAGEWRIGHT_ROLES'][number]>;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string | undefined;
  readonly sites: { readonly domain: string; readonly port: number };
  readonly nats: {
    readonly url: string;
    /** Of every server; empty only where it is allowed not to look. */
    readonly monitorUrls: readonly string[];
    /** Folder of the subscribers that the broker takes; undefined where its configuration is somebody else's. */
    readonly subscribers: string | undefined;
    readonly replicas: number;
    readonly allowRelaxedSync: boolean;
  };
  /** Of the KurrentDB that holds the log; undefined where the broker does. */
  readonly kurrentUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly setupCode: string | undefined;
  readonly registration: 'open' | 'invite' | 'closed';
  readonly agent: string;
  readonly expectedHosts: readonly string[];
  /** Ranges in CIDR notation that requests to the outside may reach although they are private. */
  readonly outboundAllow: readonly string[];
  /** Where metrics and health are answered to those who run the house. */
  readonly metrics: { readonly host: string; readonly port: number };
  /** Where traces go; undefined where nothing is traced. */
  readonly otlp: { readonly endpoint: string; readonly ratio: number } | undefined;
  readonly logLevel: string;
}

const DEFAULT_NATS_URL = 'nats://127.0.0.1:4222';
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** @throws ConfigurationError naming every variable that is wrong. */
export const readApiConfiguration = (environment: Readonly<Record<string, string | undefined>>): ApiConfiguration => {
  const read = readConfiguration(NAMES, environment);
  if (read.PAGEWRIGHT_NATS_MONITOR_URL.length === 0 && !read.PAGEWRIGHT_ALLOW_RELAXED_SYNC) {
    throw new ConfigurationError(
      'PAGEWRIGHT_NATS_MONITOR_URL must name the monitoring of every server of the broker, so that it can be seen that they write to disk before they acknowledge. Where it cannot be reached, PAGEWRIGHT_ALLOW_RELAXED_SYNC=true starts without that look.',
    );
  }
  return {
    data: read.PAGEWRIGHT_DATA,
    secrets: read.PAGEWRIGHT_SECRETS ?? join(read.PAGEWRIGHT_DATA, 'secrets'),
    artifacts: read.PAGEWRIGHT_ARTIFACTS_DIR ?? join(read.PAGEWRIGHT_DATA, 'artifacts'),
    workspace: read.PAGEWRIGHT_WORKSPACE,
    roles: new Set(read.PAGEWRIGHT_ROLES),
    listen: { host: read.PAGEWRIGHT_LISTEN, port: read.PAGEWRIGHT_PORT },
    publicUrl: read.PAGEWRIGHT_PUBLIC_URL,
    sites: {
      domain: read.PAGEWRIGHT_SITES_DOMAIN,
      port: read.PAGEWRIGHT_SITES_PUBLIC_PORT || read.PAGEWRIGHT_SITES_PORT,
    },
    nats: {
      url: read.PAGEWRIGHT_NATS_URL ?? DEFAULT_NATS_URL,
      monitorUrls: read.PAGEWRIGHT_NATS_MONITOR_URL,
      subscribers: read.PAGEWRIGHT_NATS_SUBSCRIBERS,
      replicas: read.PAGEWRIGHT_REPLICAS,
      allowRelaxedSync: read.PAGEWRIGHT_ALLOW_RELAXED_SYNC,
    },
    kurrentUrl: kurrentUrlIn(read),
    databaseUrl: read.PAGEWRIGHT_DATABASE_URL,
    setupCode: read.PAGEWRIGHT_SETUP_CODE,
    registration: read.PAGEWRIGHT_REGISTRATION ?? (LOOPBACK.test(read.PAGEWRIGHT_LISTEN) ? 'open' : 'invite'),
    agent: read.PAGEWRIGHT_AGENT,
    expectedHosts: read.PAGEWRIGHT_EXPECTED_HOSTS,
    outboundAllow: read.PAGEWRIGHT_OUTBOUND_ALLOW,
    metrics: { host: read.PAGEWRIGHT_METRICS_LISTEN, port: read.PAGEWRIGHT_METRICS_API_PORT },
    otlp: read.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { endpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: read.OTEL_TRACES_SAMPLER_ARG }
      : undefined,
    logLevel: read.PAGEWRIGHT_LOG_LEVEL,
  };
};
