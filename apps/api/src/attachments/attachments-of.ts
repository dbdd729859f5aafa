import type { Sealed } from '@pagewright/kernel';
import type { Attachment } from '@pagewright/sites';
import type { z } from 'zod';
import type { attachment } from '../contract/builds.ts';
import { wrongField } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { attachmentTypeOf } from './attachment-types.ts';
import { recalledAttachment } from './remember-attachment.ts';

type Wanted = z.infer<typeof attachment>;

/** The files that a request names, as its event names them: each was sent before, by the same account. @throws ApiError 422 */
export const attachmentsOf = async (
  wanted: readonly Wanted[],
  account: string,
  seal: (text: string) => Promise<Sealed>,
  { remembered }: Pick<ApiDependencies, 'remembered'>,
): Promise<readonly Attachment[]> =>
  Promise.all(
    wanted.map(async ({ digest, name, intent }, index) => {
      const kept = await recalledAttachment(remembered, account, digest);
      const field = `attachments.${index}`;
      if (!kept) throw wrongField(`${field}.digest`, `${name} is not kept any more; attach it again`);
      const known = attachmentTypeOf(name);
      if (known?.type !== kept.type)
        throw wrongField(`${field}.name`, `must end as the file that was sent (${kept.type})`);
      if (intent === 'add' && !known.canBeAdded)
        throw wrongField(
          `${field}.intent`,
          `${name} can only be for reference; pictures and PDFs can be added to a site`,
        );
      const { size, type } = kept;
      return { digest: digest as Attachment['digest'], size, name: await seal(name), type, intent };
    }),
  );
