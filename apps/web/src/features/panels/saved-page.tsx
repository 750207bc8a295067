import { Button } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { IconBookmark } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAct, useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { RemindMenu } from '../attention/remind-menu.tsx';
import { whenOf } from '../composer/schedule/when.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { StillMessage } from './still-message.tsx';
import './panels.css';

type SavedMessage = Output<'conversations.savedMessages'>['items'][number];

export function SavedPage() {
  const { t } = useTranslation(['panels', 'attention']);
  const client = useDoor();
  const saved = useClient((s) => s.saved);
  const pages = usePages<SavedMessage>('saved', (cursor) =>
    client.call('conversations.savedMessages', { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  // Asked again when something was saved or let go.
  useReloadOn(saved, pages.reload);
  const { items } = pages;
  return (
    <div className="reading-page">
      <h1>{t('savedTitle')}</h1>
      {pages.error && (items.length > 0 ? <p role="alert">{pages.error}</p> : <Empty title={pages.error} />)}
      {pages.loaded && !pages.error && items.length === 0 && (
        <Empty icon={<IconBookmark />} title={t('savedEmptyTitle')} text={t('savedEmptyText')} />
      )}
      {items.map((one) => (
        <SavedLine key={`${one.message.conversation}/${one.message.seq}`} one={one} />
      ))}
      <MoreButton more={pages.more} loading={pages.loading} />
    </div>
  );
}

/** A saved message with where it was said, and what can be done about it. */
function SavedLine({ one: { saved: kept, message } }: { one: SavedMessage }) {
  const { t } = useTranslation(['panels', 'attention']);
  const client = useDoor();
  const { act } = useAct();
  const clock = useClock();
  const place = useConversationName(useClient((s) => s.conversations[message.conversation]));
  const at = { conversation: message.conversation, seq: message.seq };
  const remind = (remindAt: number | null): void =>
    void act(() => client.call('conversations.save', { ...at, note: kept.note, on: true, remindAt }));
  return (
    <StillMessage
      message={message}
      place={place}
      foot={
        <>
          {kept.note && <p className="dim">{t('attention:savedNote', { note: kept.note })}</p>}
          <p className="still-foot">
            <Link
              to="/c/$conversation/$seq"
              params={{ conversation: at.conversation, seq: String(at.seq) }}
              search={{}}
              className="link"
            >
              {t('show')}
            </Link>
            <RemindMenu onChoose={remind} {...(kept.remindAt === null ? {} : { onNone: () => remind(null) })}>
              <Button variant="subtle" color="gray" size="compact-xs">
                {kept.remindAt === null
                  ? t('attention:remindMe')
                  : t('attention:remindAt', { time: whenOf(kept.remindAt, clock) })}
              </Button>
            </RemindMenu>
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              onClick={() => void act(() => client.call('conversations.save', { ...at, on: false }))}
            >
              {t('unsave')}
            </Button>
          </p>
        </>
      }
    />
  );
}
