import type { CaseOutline } from '@rapport/contract';
import { IconFlag } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { channelName } from '../customers/channel-name.ts';
import { Avatar } from '../people/avatar.tsx';
import { useNameOnceKnown } from '../people/person-name.ts';
import { ClockMark } from './clock-mark.tsx';
import type { InboxSearch } from './inbox-search.ts';

const grave = { complaint: 'complaint', objection: 'objection' } as const;

interface Props {
  one: CaseOutline;
  search: InboxSearch;
  current: boolean;
}

/** A case in the queue: whose, about what, by which channel, and what is owed. */
export function CaseLine({ one, search, current }: Props) {
  const { t } = useTranslation('inbox');
  const { t: channels } = useTranslation('customers');
  const clock = useClock();
  const assignee = useNameOnceKnown(one.assignee);
  const { contact, title, heardAt, openedAt, priority, labels, kind } = one;
  return (
    <li>
      <Link
        to="/inbox"
        search={{ ...search, case: one.id } as never}
        className="case-line"
        aria-current={current ? 'true' : undefined}
      >
        <Avatar id={contact.id} name={contact.name} size={36} guest />
        <span className="case-line-words">
          <span className="case-line-top">
            <span className="strong ellipsis">{contact.name}</span>
            <time className="dim">{shortTimeOf(heardAt ?? openedAt, clock)}</time>
          </span>
          <span className="ellipsis">{title}</span>
          <span className="case-line-marks">
            {(priority === 'high' || priority === 'urgent') && (
              <span className="priority-mark" data-priority={priority}>
                <IconFlag size={13} aria-hidden /> {t(priority)}
              </span>
            )}
            <ClockMark {...one} />
            {kind !== 'request' && <span className="mark">{t(grave[kind])}</span>}
            {/* What does not fit is left out: every line is as high as the others. */}
            <span className="case-line-labels">
              {labels.map((label) => (
                <span key={label} className="mark ellipsis">
                  {label}
                </span>
              ))}
            </span>
            <span className="dim ellipsis case-line-end">
              {[channelName(one.channel, channels), one.assignee ? assignee : t('nobody')].filter(Boolean).join(' · ')}
            </span>
          </span>
        </span>
      </Link>
    </li>
  );
}
