import { type PublicEventDefinition, publicName } from '@pagewright/kernel';

type Json = Readonly<Record<string, unknown>>;

const TOKEN = '^[A-Za-z0-9_-]{1,64}$';
const text = (description: string): Json => ({ type: 'string', description });

/** What every public event has besides its own type and data; CloudEvents 1.0 and extensions of ours. */
const ATTRIBUTES: Json = {
  specversion: { const: '1.0' },
  id: text('The event’s own id; with `source` it tells a repeat'),
  source: text('/pagewright/<workspace>/<kind>/<id>'),
  subject: { type: 'string', pattern: TOKEN, description: 'The id of what it happened to' },
  time: { type: 'string', format: 'date-time', description: 'When it happened' },
  datacontenttype: { const: 'application/json' },
  aggregateversion: { type: 'string', pattern: '^[1-9][0-9]*$', description: 'Counts the inner events of the subject' },
  correlationid: text('The same for all that came of one command'),
  causationid: text('Id of the event or command that it follows from'),
  actor: text('Who did it: account:<id>, runner:<id>, policy:<name>, host:<name> or anonymous'),
  logposition: { type: 'string', pattern: '^[1-9][0-9]*$', description: 'Grows from message to message' },
};

/** AsyncAPI 3.0 of what is published, from the schemas that each message is checked by before it is sent. */
export const asyncApiDocument = (definitions: readonly PublicEventDefinition[]): Json => {
  const named = definitions.map((definition) => [publicName(definition), definition] as const);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Pagewright events',
      version: '1.0.0',
      description:
        'What happens to sites, for other programs: CloudEvents 1.0 in structured mode on NATS JetStream, stream PW_PUBLIC, kept for 30 days, each event once and in order. Whoever runs the broker makes a durable for each subscriber, who fetches from it and needs no right to make one. Nothing in it was typed by a person. Fields are only ever added; a field that goes or changes its type makes a new version beside the old one.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: { broker: { host: '127.0.0.1:4222', protocol: 'nats', description: 'The installation’s broker' } },
    channels: Object.fromEntries(named.map(([name, definition]) => [name, channelOf(name, definition)])),
    operations: Object.fromEntries(
      named.map(([name, { description }]) => [
        `send.${name}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${name}` },
          messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
          summary: description,
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(named.map(([name, definition]) => [name, messageOf(name, definition)])),
    },
  };
};

const channelOf = (name: string, { kind, type, version, description }: PublicEventDefinition): Json => ({
  address: `pagewright.{workspace}.${kind}.${type}.v${version}.{id}`,
  description,
  parameters: {
    workspace: { description: 'PAGEWRIGHT_WORKSPACE of the installation', default: 'default' },
    id: { description: 'The id of what it happened to' },
  },
  messages: { [name]: { $ref: `#/components/messages/${name}` } },
  'x-nats-jetstream': { stream: 'PW_PUBLIC', maxAge: 'P30D' },
});

const messageOf = (name: string, { kind, type, version, description, jsonSchema }: PublicEventDefinition): Json => {
  const own = {
    type: { const: `pagewright.${name}` },
    dataschema: { const: `urn:pagewright:public:${kind}:${type}:v${version}` },
  };
  const attributes = { ...ATTRIBUTES, ...own };
  const { $schema: _dialect, ...data } = jsonSchema;
  return {
    name,
    title: `${type}, version ${version}`,
    summary: description,
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      properties: Object.fromEntries(
        Object.keys(attributes).map((attribute) => [`ce-${attribute}`, { type: 'string' }]),
      ),
      required: Object.keys(attributes).map((attribute) => `ce-${attribute}`),
    },
    payload: {
      type: 'object',
      properties: { ...attributes, data },
      required: [...Object.keys(attributes), 'data'],
    },
  };
};
