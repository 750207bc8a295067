import { Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCalendar, IconChevronDown, IconMailOpened } from '@tabler/icons-react';
import { dayNameOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { useTalk } from '../conversations/talk-context.ts';
import type { Window } from './use-window.ts';

interface Props {
  at: number | null;
  view: Window;
  jump(seq: number): void;
  toNewest(): void;
}

/** The day one reads, kept at the top while one scrolls; it leads to other days. */
export function DayHead({ at, view, jump, toNewest }: Props) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const talk = useTalk();
  if (at === null) return null;
  const first = view.conversation?.me?.fromSeq ?? 1;
  return (
    <div className="day-head">
      <Menu position="bottom" width={220}>
        <Menu.Target>
          <button type="button" className="day-head-button">
            {dayNameOf(at, clock)} <IconChevronDown size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
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
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
