import type { Message } from '@rapport/contract';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';

type Reaction = NonNullable<Message['reactions']>[number];

export function Reactions({ message }: { message: Message }) {
  return (
    <div className="reactions">
      {message.reactions?.map((reaction) => (
        <ReactionChip key={reaction.emoji} reaction={reaction} message={message} />
      ))}
    </div>
  );
}

function ReactionChip({ reaction, message }: { reaction: Reaction; message: Message }) {
  const { t } = useTranslation(['timeline', 'app']);
  const client = useDoor();
  const { act } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const people = useClient((s) => s.people);
  const mine = reaction.users.some((id) => id === me);
  const shown = reaction.users.slice(0, 8).map((id) => (id === me ? t('app:you') : (people[id]?.name ?? t('app:unknownPerson'))));
  const more = reaction.users.length - shown.length;
  const names = new Intl.ListFormat(languageNow(), { type: 'conjunction' }).format(
    more > 0 ? [...shown, t('andOthers', { count: more })] : shown,
  );
  const label = t('reactedWith', { names, emoji: reaction.emoji });
  const toggle = (): void =>
    void act(() =>
      client.call('conversations.react', {
        conversation: message.conversation,
        seq: message.seq,
        emoji: reaction.emoji,
        on: !mine,
      }),
    );
  return (
    <button type="button" className="reaction" data-tip={label} aria-pressed={mine} onClick={toggle}>
      <span className="reaction-emoji">{reaction.emoji}</span>
      <span className="reaction-count">{reaction.users.length}</span>
      <span className="visually-hidden">{label}</span>
    </button>
  );
}
