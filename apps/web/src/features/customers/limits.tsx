import type { CustomerPlace } from '@rapport/contract';
import { sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useWriting } from '../composer/writing.ts';
import { useCapabilities } from './use-capabilities.ts';

/** More characters than this nobody writes by hand into a chat. */
export const tellBelow = 5_000;

/** What the channel takes at all: how much text, which files. What is too much is said while it is written. */
export function Limits({ customer }: { customer: CustomerPlace }) {
  const { t, language } = useTranslation('customers');
  const { draft } = useWriting();
  const parts = useCapabilities(customer.account)?.parts;
  if (!parts) return null;
  const { text, file, image } = parts;
  const over = text?.maxChars !== undefined && !text.split ? draft.text.length - text.maxChars : 0;
  if (over > 0)
    return (
      <span className="danger-text" role="alert">
        {t('limitOver', { count: over })}
      </span>
    );
  const says = [
    ...(text?.maxChars === undefined || text.maxChars > tellBelow ? [] : [t('limitChars', { count: text.maxChars })]),
    ...(!file && !image
      ? [t('limitNoFiles')]
      : file?.maxBytes
        ? [t('limitFile', { size: sizeOf(file.maxBytes, language) })]
        : []),
  ];
  return says.length > 0 && <span className="dim">{says.join(' · ')}</span>;
}
