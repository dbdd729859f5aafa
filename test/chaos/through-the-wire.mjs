/**
 * Loaded by Node before every program of an installation under test (`NODE_OPTIONS=--import=…`): whoever is told where
 * the broker is finds it behind the wire. The start itself is told nothing, so it starts a broker as it always does.
 */
const { PAGEWRIGHT_NATS_URL: broker, PAGEWRIGHT_CHAOS_WIRE: wire } = process.env;
if (broker && wire) process.env.PAGEWRIGHT_NATS_URL = wire;
