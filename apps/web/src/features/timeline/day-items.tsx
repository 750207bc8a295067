import { Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCalendar, IconMailOpened } from '@tabler/icons-react';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import type { Window } from './use-window.ts';

export interface DayDoor {
  view: Window;
  jump(seq: number): void;
  toNewest(): void;
}

/** Where one can go from the day one reads. */
export function DayItems({ at, view, jump, toNewest }: DayDoor & { at: number }) {
  const { t } = useTranslation('timeline');
  const talk = useTalk();
  const first = view.conversation?.me?.fromSeq ?? 1;
  return (
    <>
      <Menu.Label>{t('jumpTo')}</Menu.Label>
      {view.unreadFrom !== null && (
        <Menu.Item leftSection={<IconMailOpened size={16} />} onClick={() => jump(view.unreadFrom ?? first)}>
          {t('jumpUnread')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={toNewest}>
        {t('jumpNewest')}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={() => jump(first)}>
        {t('jumpFirst')}
      </Menu.Item>
      <Menu.Item leftSection={<IconCalendar size={16} />} onClick={() => talk.dialog({ kind: 'date', at })}>
        {t('jumpDate')}
      </Menu.Item>
    </>
  );
}
