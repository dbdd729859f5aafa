type Json = Readonly<Record<string, unknown>>;

/**
 * What a program that was written against the older document would trip over in the newer one, one sentence each: a
 * message that is gone, a field that is gone or is not always there any more, or takes other values than before.
 */
export const breakingChanges = (older: Json, newer: Json): readonly string[] => {
  const [before, after] = [messagesOf(older), messagesOf(newer)];
  return Object.entries(before).flatMap(([name, message]) => {
    const now = after[name];
    return now === undefined ? [`${name} is gone`] : changesIn(name, payloadOf(message), payloadOf(now));
  });
};

const changesIn = (place: string, before: Json, after: Json): readonly string[] => {
  const [fields, now] = [propertiesOf(before), propertiesOf(after)];
  const gone = Object.keys(fields).filter((field) => !(field in now));
  const kept = Object.keys(fields).filter((field) => field in now);
  const optional = requiredOf(before).filter((field) => field in now && !requiredOf(after).includes(field));
  return [
    ...gone.map((field) => `${place}.${field} is gone`),
    ...optional.map((field) => `${place}.${field} is not always there any more`),
    ...kept.flatMap((field) => {
      const [was, is] = [asJson(fields[field]), asJson(now[field])];
      if ('properties' in was && 'properties' in is) return changesIn(`${place}.${field}`, was, is);
      return shapeOf(was) === shapeOf(is) ? [] : [`${place}.${field} was ${shapeOf(was)} and is ${shapeOf(is)}`];
    }),
  ];
};

/** Without what only people read. */
const shapeOf = (schema: unknown): string =>
  JSON.stringify(schema, (name, value: unknown) => (name === 'description' ? undefined : value));

const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
/** By kind, type and version, which a program knows a message by; what the document calls it is nobody's business. */
const messagesOf = (document: Json): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.values(asJson(asJson(document['components'])['messages'])).map((message) => {
      const type = asJson(propertiesOf(payloadOf(asJson(message)))['type'])['const'];
      return [String(type).replace(/^pagewright\./, ''), asJson(message)];
    }),
  );
const payloadOf = (message: Json): Json => asJson(message['payload']);
const propertiesOf = (schema: Json): Json => asJson(schema['properties']);
const requiredOf = (schema: Json): readonly string[] =>
  Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [];
