import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { languageNow } from '../../app/language.ts';
import { useTranslation } from '../../app/translation.tsx';
import { findEmoji } from './emoji-list.ts';

const columns = 8;

/** A small grid of our own: nothing is fetched, and the arrow keys walk through it. */
export function EmojiGrid({ onPick }: { onPick(emoji: string): void }) {
  const { t } = useTranslation('composer');
  const [typed, setTyped] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  const found = findEmoji(typed);
  const language = languageNow();

  const onKey = (event: KeyboardEvent): void => {
    const all = [...(grid.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = all.indexOf(event.target as HTMLElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step === undefined || event.nativeEvent.isComposing || (at === -1 && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    all[at === -1 ? 0 : Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it moves the focus between the buttons inside
    <div className="emoji-picker" onKeyDown={onKey}>
      <TextInput
        size="xs"
        placeholder={t('emojiSearch')}
        aria-label={t('emojiSearch')}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && !e.nativeEvent.isComposing && found[0]) {
            e.preventDefault();
            onPick(found[0].emoji);
          }
        }}
        data-autofocus
      />
      <div className="emoji-grid" ref={grid}>
        {found.map(({ emoji, names }) => (
          <button
            type="button"
            key={emoji}
            className="emoji"
            title={language === 'en' ? names.en : names.zh}
            aria-label={language === 'en' ? names.en : names.zh}
            onClick={() => onPick(emoji)}
          >
            {emoji}
          </button>
        ))}
        {found.length === 0 && <p className="dim">{t('emojiNothing')}</p>}
      </div>
    </div>
  );
}
