export { type Clock, REAL_CLOCK, type VirtualClock, createVirtualClock } from './clock.ts';
export { createMemoryEventFeed } from './event-feed.ts';
export { createMemoryEventStore } from './event-store.ts';
export { type Fault, type Faults, NO_FAULTS, createRandom, faultAt, randomFaults } from './faults.ts';
export { type MemoryLog, type MemoryLogOptions, createMemoryLog } from './log.ts';
