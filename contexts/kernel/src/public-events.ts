import type { Message, Recorded } from './message.ts';

/**
 * An event as other people's programs see it: a contract. Its name and version are part of its subject, so a field that
 * is removed or changes its type needs a new version beside the old one. It carries no free text.
 */
export interface PublicEventDefinition {
  readonly kind: string;
  readonly type: string;
  readonly version: number;
  /** One sentence for whoever reads the contract. */
  readonly description: string;
  /** Checks data before it is published. */
  readonly parse: (data: unknown) => unknown;
  /** JSON Schema 2020-12 of the data, from the very schema that `parse` checks by. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** Inner data to public data. */
  readonly dataOf: (event: Recorded) => unknown;
}

interface PublicSchema {
  parse(data: unknown): unknown;
}

/** How one inner event becomes a public one of the same name. */
export interface PublicMapping<Event extends Message> {
  readonly version: number;
  readonly description: string;
  readonly schema: PublicSchema;
  readonly data: (data: Event['data']) => unknown;
}

/** One form, or one for each version that is still promised. */
type Forms<Mapping> = Mapping | readonly Mapping[];

/** Definitions of one kind; `jsonSchemaOf` belongs to the library that the schemas are made with. */
export const definePublicEvents = <Event extends Message, Schema extends PublicSchema>(
  kind: string,
  mappings: {
    readonly [Type in Event['type']]?: Forms<
      PublicMapping<Extract<Event, { type: Type }>> & { readonly schema: Schema }
    >;
  },
  jsonSchemaOf: (schema: Schema) => Readonly<Record<string, unknown>>,
): readonly PublicEventDefinition[] =>
  Object.entries<Forms<PublicMapping<Event> & { readonly schema: Schema }> | undefined>(mappings).flatMap(
    ([type, forms = []]) =>
      [forms].flat().map(({ version, description, schema, data }) => ({
        kind,
        type,
        version,
        description,
        parse: (given) => schema.parse(given),
        jsonSchema: jsonSchemaOf(schema),
        dataOf: (event) => data(event.data as Event['data']),
      })),
  );

/** `site.SiteCreated.v1`: what a definition is known by. */
export const publicName = ({ kind, type, version }: Pick<PublicEventDefinition, 'kind' | 'type' | 'version'>): string =>
  `${kind}.${type}.v${version}`;
