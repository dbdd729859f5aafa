export interface Things {
  /** Builds and questions: what stands in the conversation. */
  readonly turns: readonly string[];
  readonly version: number | undefined;
}

/**
 * Which things of its site an event speaks of. A person's question is named by its id; what an agent asks back stands
 * under the same name in the events of builds, in words.
 */
export const thingsOf = ({
  type,
  data,
}: {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): Things => {
  const { build, question, version } = data;
  const named = [build, type.startsWith('Question') ? question : undefined];
  return {
    turns: named.filter((id) => typeof id === 'string'),
    version: typeof version === 'number' ? version : undefined,
  };
};
