import type { SchemaModule } from 'kysely';

export interface TableDefinition {
  /** As the database writes it. */
  readonly name: string;
  /** Makes the table with its indexes. The schema is chosen by the caller, so names stay bare. */
  create(db: { readonly schema: SchemaModule }): Promise<void>;
}
