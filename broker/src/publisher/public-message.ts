import { type MsgHdrs, MsgHdrsImpl } from '@nats-io/transport-node';
import { type PublicEventDefinition, publicName, type Recorded, streamParts } from '@pagewright/kernel';
import { percentEncode } from '../events/percent.ts';
import { PUBLIC_STREAM, publicSubject } from '../subjects.ts';

/** Where the publisher goes on after a restart: the place in the inner log of the event behind the last message. */
export const LOG_POSITION = 'logposition';

export interface PublicMessage {
  readonly id: string;
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly body: string;
}

/** The event's own; forms of later versions have ids beside it, since each is an event to those who hear it. */
const publicId = (event: string, version: number): string => (version === 1 ? event : `${event}.v${version}`);

/**
 * A public event as CloudEvents 1.0: structured mode, the whole as JSON, which is what the released NATS binding knows,
 * and the same attributes as `ce-` headers for whoever filters without parsing.
 * @throws when the data does not fit the contract: nothing is published then
 */
export const publicMessageOf = (
  event: Recorded,
  definition: PublicEventDefinition,
  workspace: string,
): PublicMessage => {
  const { kind, type, version } = definition;
  const { meta } = event;
  const { id } = streamParts(meta.stream);
  const data = definition.parse(definition.dataOf(event));
  const attributes = {
    specversion: '1.0',
    id: publicId(meta.id, version),
    source: `/pagewright/${workspace}/${kind}/${id}`,
    type: `pagewright.${publicName(definition)}`,
    subject: id,
    time: meta.time,
    datacontenttype: 'application/json',
    dataschema: `urn:pagewright:public:${kind}:${type}:v${version}`,
    aggregateversion: String(meta.aggregateVersion),
    correlationid: meta.correlationId,
    causationid: meta.causationId,
    actor: meta.actor,
    [LOG_POSITION]: String(meta.position),
  };
  const headers: Record<string, string[]> = {
    'content-type': ['application/cloudevents+json'],
    'Nats-Expected-Stream': [PUBLIC_STREAM],
  };
  for (const [name, value] of Object.entries(attributes)) headers[`ce-${name}`] = [percentEncode(value)];
  return {
    id: attributes.id,
    subject: publicSubject({ workspace, kind, type, version, id }),
    headers: MsgHdrsImpl.fromRecord(headers),
    body: JSON.stringify({ ...attributes, data }),
  };
};
