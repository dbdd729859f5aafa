export type { Credentials } from './credentials.ts';
export { SubscriptionError, type SubscriptionErrorCode } from './errors.ts';
export { EVENT_TYPES, type Attributes, type EventData, type EventType } from './event-types.ts';
export type { PublicEvent } from './public-event.ts';
export type { DeadLetter, Delivery, Handler, SubscribeOptions, Trouble } from './options.ts';
export { subscribe } from './subscribe.ts';
