import { ASK_QUEUE, BUILD_QUEUE, CHECK_QUEUE, CLARIFICATION_QUEUE, PICTURE_QUEUE } from '@pagewright/sites';

/** Every queue of the house, in the order in which people are told of them. */
export const QUEUES = [BUILD_QUEUE, ASK_QUEUE, CLARIFICATION_QUEUE, CHECK_QUEUE, PICTURE_QUEUE] as const;
