import { Button, Kbd, Menu } from '@mantine/core';
import type { CasePane } from '@rapport/contract';
import {
  IconAlertTriangle,
  IconArrowLeft,
  IconArrowMerge,
  IconArrowRight,
  IconBolt,
  IconCalendarTime,
  IconCheck,
  IconClockPause,
  IconDots,
  IconLayoutSidebarRight,
  IconMessageBolt,
  IconStar,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { MenuButton } from '../../app/menu-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { sendTimesOf } from '../composer/schedule/send-times.ts';
import type { CaseDialogName } from './acts/case-dialogs.tsx';
import type { InboxSearch } from './inbox-search.ts';
import { TeamItems } from './team-items.tsx';
import type { CaseActs } from './use-case.ts';

interface Props {
  one: CasePane;
  acts: CaseActs;
  search: InboxSearch;
  onOpen(dialog: CaseDialogName): void;
  /** Where there is little room: whether what stands beside the words is shown over them. */
  side: boolean;
  onSide(side: boolean): void;
}

/** The head of a case: whose, about what, and what is done with it most. */
export function CaseHead({ one, acts, search, onOpen, side, onSide }: Props) {
  const { t } = useTranslation('inbox');
  const me = useClient((s) => s.me?.user.id);
  const { title, number, contact, status, assignee } = one;
  const done = status === 'solved' || status === 'closed';
  return (
    <header className="case-head">
      <Link to="/inbox" search={{ ...search, case: undefined } as never} className="phone-only back-link" aria-label={t('back')}>
        <IconArrowLeft size={20} />
      </Link>
      <div className="case-title">
        <h2 className="ellipsis">{title}</h2>
        <p className="dim ellipsis">
          {contact.name} · {t('number', { number })} · {t(status)}
        </p>
      </div>
      <div className="case-tools" role="toolbar" aria-label={t('number', { number })}>
        {assignee !== me && !done && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserCheck size={16} />}
            data-act="take-case"
            // A narrow window shows its sign alone.
            aria-label={t('assignMe')}
            loading={acts.busy}
            onClick={() => void acts.assign(me ?? null)}
          >
            {t('assignMe')}
          </Button>
        )}
        <IconButton className="case-replies" label={t('replies')} keys="/" onClick={() => onOpen('replies')}>
          <IconMessageBolt size={18} />
        </IconButton>
        {!done && (
          <MenuButton label={t('snooze')} data-act="snooze-case" items={<SnoozeItems acts={acts} />}>
            <IconClockPause size={18} />
          </MenuButton>
        )}
        {done ? (
          <Button size="xs" variant="default" loading={acts.busy} onClick={() => void acts.change({ status: 'open' })}>
            {t('reopen')}
          </Button>
        ) : (
          <Button
            size="xs"
            leftSection={<IconCheck size={16} />}
            data-act="solve-case"
            aria-label={t('solve')}
            loading={acts.busy}
            onClick={() => void acts.solve()}
          >
            {t('solve')}
          </Button>
        )}
        <IconButton className="case-side-button" label={t('showDetails')} aria-expanded={side} onClick={() => onSide(!side)}>
          <IconLayoutSidebarRight size={18} />
        </IconButton>
        <MenuButton label={t('more')} width={280} items={<MoreItems one={one} acts={acts} onOpen={onOpen} />}>
          <IconDots size={18} />
        </MenuButton>
      </div>
    </header>
  );
}

const hour = 60 * 60_000;

function SnoozeItems({ acts }: { acts: CaseActs }) {
  const { t } = useTranslation('inbox');
  const { zone } = useClock();
  const times = sendTimesOf(Date.now(), zone, null);
  const at = (name: 'tomorrow' | 'monday'): number | undefined => times.find((one) => one.name === name)?.at;
  const choices = [
    ['snoozeHour', Date.now() + hour],
    ['snoozeTomorrow', at('tomorrow')],
    ['snoozeMonday', at('monday')],
  ] as const;
  return choices.map(
    ([name, until]) =>
      until && (
        <Menu.Item key={name} onClick={() => void acts.snooze(until)}>
          {t(name)}
        </Menu.Item>
      ),
  );
}

/** Acts that ask something first, each with its key. */
const asked = [
  ['replies', '/', IconMessageBolt],
  ['macros', 'M', IconBolt],
  ['ask', 'A', IconUsers],
  ['followUp', 'F', IconCalendarTime],
  ['merge', 'G', IconArrowMerge],
  ['move', 'V', IconArrowRight],
  ['complaint', 'C', IconAlertTriangle],
  ['rating', 'X', IconStar],
] as const;
const askedWords = {
  replies: 'replies',
  macros: 'macros',
  ask: 'askTitle',
  followUp: 'followUp',
  merge: 'mergeOther',
  move: 'moveOther',
  complaint: 'complaintStep',
  rating: 'ratingTitle',
} as const;

function MoreItems({ one, acts, onOpen }: Pick<Props, 'one' | 'acts' | 'onOpen'>) {
  const { t } = useTranslation('inbox');
  return (
    <>
      {asked.map(([name, key, Icon]) => (
        <Menu.Item
          key={name}
          leftSection={<Icon size={16} />}
          rightSection={<Kbd size="xs">{key}</Kbd>}
          onClick={() => onOpen(name)}
        >
          {t(askedWords[name])}
        </Menu.Item>
      ))}
      <Menu.Divider />
      {one.status === 'open' && <Menu.Item onClick={() => void acts.change({ status: 'waiting' })}>{t('toWaiting')}</Menu.Item>}
      {one.status !== 'closed' && <Menu.Item onClick={() => void acts.change({ status: 'closed' })}>{t('toClosed')}</Menu.Item>}
      <Menu.Divider />
      <Menu.Label>{t('assign')}</Menu.Label>
      <TeamItems one={one} acts={acts} />
    </>
  );
}
