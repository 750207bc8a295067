import { Menu } from '@mantine/core';
import { IconCalendarTime, IconClock } from '@tabler/icons-react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { nextWorkOf, worksAt } from '../../people/working-time.ts';
import { usePeer } from '../before/use-peer.ts';
import { useWriting } from '../writing.ts';
import { type SendTime, sendTimesOf } from './send-times.ts';
import { useScheduled } from './use-scheduled.ts';
import { useSendLater } from './use-send-later.ts';
import { whenOf } from './when.ts';

/** Good times to send later, a time of one's own, and what is scheduled already. */
export function LaterItems() {
  const { t } = useTranslation('composer');
  const { conversation, sending, open } = useWriting();
  const zone = useClient((s) => s.me?.user.timeZone);
  const scheduled = useScheduled();
  const peer = usePeer(conversation);
  const now = Date.now();
  const theirs = peer && !worksAt(peer, now) ? nextWorkOf(peer, now) : null;
  const later = useSendLater();
  return (
    <>
      <Menu.Label>{t('sendLater')}</Menu.Label>
      {sendTimesOf(now, zone, theirs).map((time) => (
        <Menu.Item
          key={time.name}
          leftSection={<IconClock size={16} />}
          rightSection={<When at={time.at} />}
          disabled={!sending.ready}
          onClick={() => void later(time.at)}
        >
          {nameOf(t, time, peer?.name)}
        </Menu.Item>
      ))}
      <Menu.Item leftSection={<IconCalendarTime size={16} />} disabled={!sending.ready} onClick={() => open('schedule')}>
        {t('chooseTime')}
      </Menu.Item>
      {scheduled.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Item onClick={() => open('scheduled')}>{t('allScheduled', { count: scheduled.length })}</Menu.Item>
        </>
      )}
    </>
  );
}

type T = ReturnType<typeof useTranslation<'composer'>>['t'];
const nameOf = (t: T, time: SendTime, name = ''): string => {
  switch (time.name) {
    case 'evening':
      return t('thisEvening');
    case 'tomorrow':
      return t('tomorrowMorning');
    case 'monday':
      return t('mondayMorning');
    case 'theirs':
      return t('whenTheyWork', { name });
  }
};

function When({ at }: { at: number }) {
  const clock = useClock();
  return <span className="dim tabular">{whenOf(at, clock)}</span>;
}
