import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { ChoiceList } from '../choice-list.tsx';
import type { Emoji } from '../emoji-list.ts';

interface Props {
  id: string;
  choices: readonly Emoji[];
  active: number;
  onActive(index: number): void;
  onChoose(emoji: Emoji): void;
}

/** What a name after a colon may mean. */
export function EmojiChoices(props: Props) {
  const { t } = useTranslation('composer');
  return (
    <ChoiceList {...props} label={t('emojiNamed')} keyOf={({ emoji }) => emoji}>
      {({ emoji, en, zh }) => (
        <>
          <span className="kind-icon emoji-choice" aria-hidden>
            {emoji}
          </span>
          <span className="ellipsis grow">{languageNow() === 'en' ? en : zh}</span>
        </>
      )}
    </ChoiceList>
  );
}
