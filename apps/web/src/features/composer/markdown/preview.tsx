import { useEffect, useRef } from 'react';
import { useTranslation } from '../../../app/translation.tsx';
import { MessageText } from '../../timeline/message/message-text.tsx';
import { useWriting } from '../writing.ts';

/** The message as it will be read, in the place of the field. Escape leads back to writing. */
export function Preview() {
  const { t } = useTranslation('composer');
  const { draft, open, field } = useWriting();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.focus();
    return () => {
      requestAnimationFrame(() => field.current?.focus());
    };
  }, [field]);
  const text = draft.encoded().trim();
  return (
    <section
      ref={box}
      className="composer-preview"
      aria-label={t('preview')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long preview is scrolled by the keyboard
      tabIndex={0}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        open(null);
      }}
    >
      {text ? <MessageText text={text} /> : <p className="dim">{t('previewNothing')}</p>}
    </section>
  );
}
