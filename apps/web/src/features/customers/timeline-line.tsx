import type { TimelineEntry } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { dateOf, fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';
import { channelName } from './channel-name.ts';
import './customers.css';

const kinds = {
  inbound: 'pastInbound',
  outward: 'pastOutward',
  form: 'pastForm',
  note: 'pastNote',
  talk: 'pastTalk',
  remark: 'pastRemark',
  'case-opened': 'pastOpened',
  'case-solved': 'pastSolved',
  'case-joined': 'pastJoined',
  'case-split': 'pastSplit',
  'case-labelled': 'pastLabelled',
  complaint: 'pastComplaint',
  'follow-up': 'pastFollowUp',
  rated: 'pastRated',
} as const;

const steps = {
  receive: 'stepReceive',
  acknowledge: 'stepAcknowledge',
  answer: 'stepAnswer',
  object: 'stepObject',
  settle: 'stepSettle',
  withdraw: 'stepWithdraw',
} as const;

/** What happened, in words. */
function useWhat({ kind, number = 0, score = 0, due, step }: TimelineEntry): string {
  const { t } = useTranslation('customers');
  const clock = useClock();
  const went = step && step in steps ? t(steps[step as keyof typeof steps]) : '';
  return t(kinds[kind], { number, score, due: due ? dateOf(due, clock) : '', step: went });
}

/** One thing of a contact's history: when, by which channel, what, by whom of us, and the way there. */
export function TimelineLine({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation('customers');
  const clock = useClock();
  const what = useWhat(entry);
  const by = usePersonName(entry.by ?? null, entry.by ? undefined : '');
  const { at, channel, labels = [], removed = [] } = entry;
  const when = [shortTimeOf(at, clock), channel && channelName(channel, t)].filter(Boolean).join(' · ');
  // A case that nobody named has no words of its own: what became of it leads there.
  const words = entry.text || (entry.number ? '' : t('pastNoWords'));
  return (
    <li className="past-line" data-kind={entry.kind}>
      <span className="dim" title={fullTimeOf(at, clock)}>
        {when} ·{' '}
        {words ? (
          what
        ) : (
          <Way entry={entry} within>
            {what}
          </Way>
        )}
        {by && ` · ${by}`}
      </span>
      {words && <Way entry={entry}>{words}</Way>}
      {(labels.length > 0 || removed.length > 0) && (
        <span className="past-labels">
          {labels.map((label) => (
            <span key={label} className="mark">
              {label}
            </span>
          ))}
          {removed.map((label) => (
            <s key={label} className="mark">
              {label}
            </s>
          ))}
        </span>
      )}
    </li>
  );
}

interface WayProps {
  entry: TimelineEntry;
  /** Stands among other words. */
  within?: boolean;
  children: ReactNode;
}

function Way({ entry: { kind, case: id, conversation, seq }, within = false, children }: WayProps) {
  if (id)
    return (
      <Link to="/inbox" search={{ case: id } as never} className={within ? 'link link-within' : 'link ellipsis'}>
        {children}
      </Link>
    );
  if (!conversation || seq === undefined) return <span className="past-words">{children}</span>;
  const params = { conversation, seq: String(seq) };
  return (
    <Link
      to={kind === 'talk' ? '/c/$conversation/$seq' : '/records/$conversation/$seq'}
      params={params}
      search={{}}
      className="past-words past-way"
    >
      {children}
    </Link>
  );
}
