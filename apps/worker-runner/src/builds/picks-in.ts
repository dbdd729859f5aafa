import { z } from 'zod';

const pick = z.object({
  path: z.string(),
  start: z.int(),
  end: z.int(),
  tag: z.string(),
  text: z.string(),
});
/** An element of a page that a person pointed at; offsets are UTF-16 code units in the file of the version. */
export type Pick = z.infer<typeof pick>;

/** The elements in an opened text; none when it was erased. */
export const picksIn = (text: string): readonly Pick[] => {
  try {
    return z.array(pick).parse(JSON.parse(text));
  } catch {
    return [];
  }
};
