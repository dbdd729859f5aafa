import { streamName, type StreamName } from '@pagewright/kernel';

export const deploymentStream = (site: string): StreamName => streamName('deployment', site);
