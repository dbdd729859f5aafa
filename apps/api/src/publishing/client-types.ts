import { resolve } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

/** The part of `@pagewright/events` that is made from the contract. */
export const CLIENT_TYPES_FILE = resolve(import.meta.dirname, '../../../../broker/client/src/event-types.ts');

/**
 * TypeScript of what the AsyncAPI document says of attributes and data. It knows what our schemas use and refuses the
 * rest, so that no type says less than the schema without anybody noticing.
 * @throws Error naming the schema that it does not know
 */
export const clientTypes = (document: Json): string => {
  const payloads = Object.values(recordIn(document, 'components', 'messages')).map((message) => {
    const { summary, payload } = message as { readonly summary: string; readonly payload: Json };
    const { type, dataschema: _schema, data, ...attributes } = recordIn(payload, 'properties');
    return { summary, type: String((type as Json)['const']), data: data as Json, attributes };
  });
  const [first] = payloads;
  if (!first) throw new Error('the contract has no messages');
  const required = Object.keys(first.attributes);
  return [
    '/* Made by `npm run docs` from the schemas that each event is checked by before it is sent: change them there. */',
    '',
    '/** What every event has besides its type and data. */',
    `export interface Attributes ${typeOf({ type: 'object', properties: first.attributes, required }, '')}`,
    '',
    '/** The data of each event, by the event’s type. */',
    'export interface EventData {',
    ...payloads.flatMap(({ summary, type, data }) => [
      ...commentOf(summary, '  '),
      `  readonly '${type}': ${typeOf(data, '  ')};`,
    ]),
    '}',
    '',
    'export type EventType = keyof EventData;',
    '',
    '/** Every event that this version of the package knows. */',
    'export const EVENT_TYPES: readonly EventType[] = [',
    ...payloads.map(({ type }) => `  '${type}',`),
    '];',
    '',
  ].join('\n');
};

const typeOf = (schema: Json, indent: string): string => {
  const { type, enum: values, anyOf, items } = schema;
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(values)) return values.map(literal).join(' | ');
  if (Array.isArray(anyOf)) return anyOf.map((each: Json) => typeOf(each, indent)).join(' | ');
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return `readonly (${typeOf(items as Json, indent)})[]`;
  if (type === 'object' && 'properties' in schema) return objectOf(schema, indent);
  throw new Error(`no TypeScript is known for the schema ${JSON.stringify(schema)}`);
};

const objectOf = (schema: Json, indent: string): string => {
  const required = new Set(schema['required'] as readonly string[]);
  const fields = Object.entries(recordIn(schema, 'properties')).flatMap(([name, each]) => {
    const field = each as Json;
    const optional = required.has(name) ? '' : '?';
    const described = typeof field['description'] === 'string' ? commentOf(field['description'], `${indent}  `) : [];
    return [...described, `${indent}  readonly ${name}${optional}: ${typeOf(field, `${indent}  `)};`];
  });
  return ['{', ...fields, `${indent}}`].join('\n');
};

const commentOf = (text: string, indent: string): readonly string[] => [`${indent}/** ${text} */`];

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const recordIn = (json: Json, ...path: readonly string[]): Json =>
  path.reduce<Json>((within, name) => within[name] as Json, json);
