import { IconChevronDown } from '@tabler/icons-react';
import { lazy } from 'react';
import { MenuAt } from '../../app/menu-button.tsx';
import { dayNameOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import type { DayDoor } from './day-items.tsx';

const DayItems = lazy(async () => ({ default: (await import('./day-items.tsx')).DayItems }));

/** The day one reads, kept at the top while one scrolls; it leads to other days. */
export function DayHead({ at, ...door }: DayDoor & { at: number | null }) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  if (at === null) return null;
  return (
    <div className="day-head">
      <MenuAt label={t('jumpTo')} position="bottom" width={220} items={<DayItems at={at} {...door} />}>
        {(button) => (
          <button type="button" className="day-head-button" {...button}>
            {dayNameOf(at, clock)} <IconChevronDown size={13} aria-hidden />
          </button>
        )}
      </MenuAt>
    </div>
  );
}
