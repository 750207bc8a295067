import { useClient } from '../../app/client.tsx';
import { useDevice } from '../../app/device.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import type { CommandDoor } from './commands/use-command-field.ts';
import type { EmojiDoor } from './emoji/use-emoji-field.ts';
import { usePaste } from './paste/use-paste.ts';
import { useComposerKeys } from './use-composer-keys.ts';
import type { MentionDoor } from './use-mention-field.ts';
import { useTypingHint } from './use-typing-hint.ts';
import { useWriting } from './writing.ts';

interface Props {
  mentions: MentionDoor;
  commands: CommandDoor;
  emoji: EmojiDoor;
  /** The list that stands open above, read by the arrow keys. */
  list: { id: string; active: number } | null;
}

/** The field itself. */
export function Field({ mentions, commands, emoji, list }: Props) {
  const { t } = useTranslation('composer');
  const { conversation, field, draft, uploads, look, extras } = useWriting();
  const { enterSends } = useDevice();
  const editing = useTalk().editing !== null;
  const here = useClient((s) => s.conversations[conversation]);
  const name = useConversationName(here);
  const hint = useTypingHint(conversation);
  const phone = matchMedia('(pointer: coarse)').matches;
  const onKeyDown = useComposerKeys({ enterSends: enterSends && !phone, mentions, commands, emoji });
  const onPaste = usePaste(uploads, editing);
  return (
    <textarea
      ref={field}
      className="composer-field"
      rows={1}
      value={draft.text}
      placeholder={
        here?.kind === 'topic'
          ? t('placeholderTopic')
          : here?.customer && extras.toward === 'private'
            ? t('placeholderNote')
            : t('placeholder', { name })
      }
      aria-label={t('message')}
      aria-controls={list?.id}
      aria-activedescendant={list ? `${list.id}-${list.active}` : undefined}
      aria-autocomplete="list"
      onChange={(e) => {
        draft.setText(e.currentTarget.value);
        // A customer sees who writes to them; that colleagues write among themselves is not theirs to know.
        if (e.currentTarget.value !== '') hint(here?.customer !== undefined && !editing && extras.toward === 'outward');
        look();
        emoji.typed();
      }}
      onSelect={look}
      onBlur={() => {
        mentions.close();
        commands.close();
        emoji.close();
      }}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}
