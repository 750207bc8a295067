import type { Attachment } from '@rapport/contract';
import type { Content } from './rows.ts';

interface Said {
  text: string;
  content: Content | null;
}

/** Of a file that was taken out, where its name went with the words: the others keep their places. */
const blank = ({ file }: Attachment): Attachment => ({ file, name: '', type: '', size: 0, kind: 'file' });

function formWithout(form: NonNullable<Content['form']>, stands: (part: string) => boolean): NonNullable<Content['form']> {
  const left = Object.entries(form).filter(([name]) => stands(`form:${name}`));
  const values = Object.fromEntries(Object.entries(form.values).filter(([name]) => stands(`field:${name}`)));
  return { participants: [], ...Object.fromEntries(left), values } as unknown as NonNullable<Content['form']>;
}

/**
 * What is left of a version when parts of its record (docs/records.md) are taken out. `gone`: all that are, those that went before, too. Of `body`
 * stay who is said to have written it, what it hangs on, and names of the files that stand.
 */
export function withoutParts({ text, content }: Said, gone: ReadonlySet<string>): Said {
  const stands = (part: string): boolean => !gone.has(part);
  const { forward, location, card, preview, commitment, labels, supplement, form, attachments, inbound, outward, ...frame } =
    content ?? {};
  const body = stands('body');
  const left: Content = {
    ...frame,
    ...(body ? defined({ forward, location, card, preview, commitment, labels }) : {}),
    ...defined({ inbound: body ? inbound : unsaid(inbound), outward: body ? outward : unsaid(outward) }),
    ...(supplement && stands('supplement') ? { supplement } : {}),
    ...(form ? { form: formWithout(form, stands) } : {}),
    ...(attachments ? { attachments: attachments.map((one, i) => (body || stands(`file:${i + 1}`) ? one : blank(one))) } : {}),
  };
  return { text: body ? text : '', content: Object.keys(left).length > 0 ? left : null };
}

/** Who wrote to whom stays; what its subject says, and the text as it was formatted, go with the words. */
function unsaid<A extends Content['inbound'] | Content['outward']>(around: A): A {
  if (!around) return around;
  const { subject: _, html: __, ...rest } = around as NonNullable<Content['inbound']>;
  return rest as A;
}

const defined = (all: Content): Content => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
