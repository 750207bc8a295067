import { Button } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';

/** The reaction that says: I know of it. */
const known = '✅';
const namesShown = 8;

/** Why a message is urgent. Who gets it confirms with one press, a reaction like any other; its sender sees who has. */
export function UrgentMark({ message, reason, still }: { message: Message; reason: string; still: boolean }) {
  const { t } = useTranslation('timeline');
  const me = useClient((s) => s.me?.user.id);
  const confirmed = message.reactions?.find((r) => r.emoji === known)?.users ?? [];
  const mine = message.sender === me;
  return (
    <div className="urgent-mark">
      <span>
        <IconAlertTriangle size={15} aria-hidden /> {t('urgent', { reason })}
      </span>
      {!still && mine && <WhoConfirmed users={confirmed} />}
      {!still && !mine && me && !confirmed.some((id) => id === me) && <Confirm message={message} />}
    </div>
  );
}

function Confirm({ message: { conversation, seq } }: { message: Message }) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const { act, busy } = useAct();
  const confirm = (): void => void act(() => client.call('conversations.react', { conversation, seq, emoji: known, on: true }));
  return (
    <Button size="compact-sm" variant="light" color="red" leftSection={<IconCheck size={14} />} disabled={busy} onClick={confirm}>
      {t('confirmUrgent')}
    </Button>
  );
}

function WhoConfirmed({ users }: { users: readonly string[] }) {
  const { t } = useTranslation(['timeline', 'app']);
  const people = useClient((s) => s.people);
  if (users.length === 0) return <span className="dim">{t('nobodyConfirmed')}</span>;
  const names = users.slice(0, namesShown).map((id) => people[id]?.name ?? t('app:unknownPerson'));
  const more = users.length - names.length;
  const list = new Intl.ListFormat(languageNow(), { type: 'conjunction' }).format(
    more > 0 ? [...names, t('andOthers', { count: more })] : names,
  );
  return <span className="dim">{t('confirmedBy', { names: list })}</span>;
}
