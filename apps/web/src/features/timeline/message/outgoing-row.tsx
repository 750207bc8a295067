import type { OutboxItem } from '@rapport/client';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Later } from '../../../app/later.tsx';
import { timeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTalk } from '../../conversations/talk-context.ts';
import { Attachments } from '../../files/attachments.tsx';
import { uploadedFile } from '../../files/uploads.ts';
import { PersonAvatar } from '../../people/avatar.tsx';
import { MessageText } from './message-text.tsx';

/** A message of mine that the server has not acknowledged yet. Quiet while it waits, plain when it failed. */
export function OutgoingRow({ item, head }: { item: OutboxItem; head: boolean }) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const me = useClient((s) => s.me?.user);
  const files = (item.draft.attachments ?? []).flatMap((id) => uploadedFile(id) ?? []);
  return (
    <article
      className={`message message-outgoing${head ? ' message-head' : ''}`}
      data-message={item.clientId}
      data-state={item.state}
      tabIndex={-1}
    >
      {head ? (
        <span className="message-face">
          <PersonAvatar id={me?.id ?? ''} />
        </span>
      ) : (
        <span className="message-side-time" />
      )}
      <div className="message-main">
        {head && (
          <header className="message-line">
            <span className="message-name">{me?.name}</span>
            <time className="message-time">{timeOf(item.at, clock)}</time>
          </header>
        )}
        <div className="message-body">
          {item.draft.text && <MessageText text={item.draft.text} />}
          {files.length > 0 && <Attachments attachments={files} />}
          {item.state === 'failed' ? (
            <FailedLine item={item} />
          ) : item.state === 'waiting' && item.until ? (
            <HeldLine item={item} until={item.until} />
          ) : (
            <Later>
              <span className="outgoing-state" title={t(item.state === 'waiting' ? 'waiting' : 'sending')}>
                <IconClock size={13} role="img" aria-label={t(item.state === 'waiting' ? 'waiting' : 'sending')} />
              </span>
            </Later>
          )}
        </div>
      </div>
    </article>
  );
}

function FailedLine({ item }: { item: OutboxItem }) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const talk = useTalk();
  return (
    <p className="failed-line" role="alert">
      <IconAlertCircle size={15} aria-hidden />
      <span>{t('failed', { reason: item.error?.detail ?? '' })}</span>
      <button type="button" className="link-button" onClick={() => client.retry(item.clientId)}>
        {t('retry')}
      </button>
      <button type="button" className="link-button" onClick={() => talk.takeBack(item)}>
        {t('takeBack')}
      </button>
      <button type="button" className="link-button" onClick={() => client.discard(item.clientId)}>
        {t('discard')}
      </button>
    </p>
  );
}

/** It can still be taken back: how long, and the ways to do so or to send it at once. */
function HeldLine({ item, until }: { item: OutboxItem; until: number }) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const talk = useTalk();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0)
    return (
      <span className="outgoing-state">
        <IconClock size={13} role="img" aria-label={t('waiting')} />
      </span>
    );
  return (
    <p className="held-line">
      <span className="tabular">{t('sendsIn', { count: seconds })}</span>
      <button type="button" className="link-button" onClick={() => talk.takeBack(item)}>
        {t('takeBack')}
      </button>
      <button type="button" className="link-button" onClick={() => client.sendNow(item.clientId)}>
        {t('sendNow')}
      </button>
    </p>
  );
}
