import type { Message } from '@rapport/contract';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconWriting } from '@tabler/icons-react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { useTalk } from '../conversations/talk-context.ts';
import { linesOf, type SigningLine } from './states.ts';
import './signing.css';

const icons = {
  signed: IconCircleCheck,
  signedEarlier: IconCircleCheck,
  withdrawn: IconCircleX,
  declined: IconCircleX,
  asked: IconCircleDashed,
} as const;

/** Under a message: who signed it, who declined, who is asked. */
export function SigningList({ message, still }: { message: Message; still: boolean }) {
  const { t } = useTranslation('signing');
  const clock = useClock();
  const lines = linesOf(message, clock.now);
  if (lines.length === 0) return null;
  return (
    <section className="signing" aria-label={t('title')}>
      <p className="signing-head dim">
        <IconWriting size={15} aria-hidden /> {t('title')}
      </p>
      <ul className="plain-list">
        {lines.map((line) => (
          <Line key={line.event.ev} message={message} line={line} still={still} />
        ))}
      </ul>
    </section>
  );
}

function Line({ message, line, still }: { message: Message; line: SigningLine; still: boolean }) {
  const { event, state, words } = line;
  const { t } = useTranslation('signing');
  const clock = useClock();
  const Icon = icons[state];
  const place = event.organization ?? (event.user ? undefined : t('outside'));
  return (
    <li className="signing-line" data-state={state}>
      <Icon size={17} aria-hidden />
      <span>
        <bdi className="strong">{event.name}</bdi>
        {place && <span className="dim"> · {place}</span>} {t(state)}
        {state === 'asked' ? (
          event.until && <span className="dim"> · {t('askedUntil', { time: fullTimeOf(event.until, clock) })}</span>
        ) : (
          <time className="dim" title={fullTimeOf(event.at, clock)}>
            {' '}
            {shortTimeOf(event.at, clock)}
          </time>
        )}
        {words && <span className="signing-words">{words}</span>}
      </span>
      {!still && <LineAct message={message} line={line} />}
    </li>
  );
}

/** What I can do about a line: answer what I was asked, take back what is mine. */
function LineAct({ message, line: { event, state } }: { message: Message; line: SigningLine }) {
  const { t } = useTranslation('signing');
  const talk = useTalk();
  const client = useDoor();
  const { act, busy } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const revoke = async (link: string): Promise<void> => {
    const { conversation, seq } = message;
    const done = await act(() => client.call('signing.revoke', { conversation, seq, link }));
    if (done) toast({ kind: 'success', text: t('revoked') });
  };
  const { link } = event;
  if (state === 'asked' && link && event.by === me)
    return (
      <button type="button" className="link-button" disabled={busy} onClick={() => void revoke(link)}>
        {t('revoke')}
      </button>
    );
  if (event.user !== me || me === undefined) return null;
  if (state === 'asked')
    return (
      <button type="button" className="link-button" onClick={() => talk.dialog({ kind: 'sign', message })}>
        {t('sign')}
      </button>
    );
  if (state !== 'signed' && state !== 'signedEarlier') return null;
  return (
    <button type="button" className="link-button" onClick={() => talk.dialog({ kind: 'withdraw', message, signature: event.ev })}>
      {t('withdraw')}
    </button>
  );
}
