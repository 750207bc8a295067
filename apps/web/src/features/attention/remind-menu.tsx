import { Menu } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { sendTimesOf } from '../composer/schedule/send-times.ts';
import { whenOf } from '../composer/schedule/when.ts';

const hour = 3_600_000;
const names = { evening: 'thisEvening', tomorrow: 'tomorrowMorning', monday: 'mondayMorning' } as const;

interface Props {
  /** The button that opens it. */
  children: ReactNode;
  onChoose(at: number): void;
  opened?: boolean;
  onChange?(opened: boolean): void;
  /** Offered when there is a reminder already. */
  onNone?: () => void;
}

/** Good times to be reminded at. */
export function RemindMenu({ children, onChoose, onNone, ...state }: Props) {
  const { t } = useTranslation('attention');
  const zone = useClient((s) => s.me?.user.timeZone);
  const clock = useClock();
  const now = Date.now();
  const times = [
    { label: t('inAnHour'), at: now + hour },
    ...sendTimesOf(now, zone, null).flatMap(({ name, at }) => (name === 'theirs' ? [] : [{ label: t(names[name]), at }])),
  ];
  return (
    <Menu position="bottom-end" width={260} {...state}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('later')}</Menu.Label>
        {times.map(({ label, at }) => (
          <Menu.Item
            key={label}
            leftSection={<IconClock size={16} />}
            rightSection={<span className="dim tabular">{whenOf(at, clock)}</span>}
            onClick={() => onChoose(at)}
          >
            {label}
          </Menu.Item>
        ))}
        {onNone && <Menu.Item onClick={onNone}>{t('noReminder')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
