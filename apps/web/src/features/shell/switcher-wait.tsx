import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useFocusBack } from '../../app/focus-back.ts';
import { useTranslation } from '../../app/translation.tsx';

interface Props {
  text: string;
  onText(text: string): void;
  onClose(): void;
}

/** Where the switcher will stand: what is typed before it has come is kept for it. */
export function SwitcherWait({ text, onText, onClose }: Props) {
  const { t } = useTranslation('shell');
  const field = useRef<HTMLInputElement>(null);
  useFocusBack();
  useEffect(() => field.current?.focus(), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) onClose();
  };
  return (
    <div className="switcher-wait" role="dialog" aria-label={t('switcherPlaceholder')} aria-busy>
      <input
        className="switcher-input"
        aria-label={t('switcherPlaceholder')}
        placeholder={t('switcherPlaceholder')}
        value={text}
        onChange={(e) => onText(e.currentTarget.value)}
        onKeyDown={onKey}
        ref={field}
      />
    </div>
  );
}
