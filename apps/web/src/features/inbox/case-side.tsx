import { Select, TagsInput } from '@mantine/core';
import type { CasePane, CustomerPlace, Inbox, Output } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer, useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { dueTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { channelName, nameless } from '../customers/channel-name.ts';
import { StartTalk } from '../customers/start/start-talk.tsx';
import { TimelineLine } from '../customers/timeline-line.tsx';
import { WriteDown } from '../customers/written/write-down.tsx';
import { Avatar } from '../people/avatar.tsx';
import type { CaseDialogName } from './acts/case-dialogs.tsx';
import { useDesk } from './desk.ts';
import { Assignee } from './side/assignee.tsx';
import { CardsPart } from './side/cards-part.tsx';
import { ColleaguesPart } from './side/colleagues-part.tsx';
import { ComplaintPart } from './side/complaint-part.tsx';
import { FollowUpsPart } from './side/follow-ups-part.tsx';
import { RatingsPart } from './side/ratings-part.tsx';
import type { CaseActs } from './use-case.ts';

type CasePart = CasePane['parts'][number];

interface Props {
  one: CasePane;
  acts: CaseActs;
  inboxes: readonly Inbox[];
  part: CasePart | undefined;
  onPart(part: CasePart): void;
  /** Talk among colleagues that is shown. */
  talk: string | undefined;
  onTalk(talk: string | undefined): void;
  onOpen(dialog: CaseDialogName): void;
}

/** Beside the words of a case: whose it is, how it stands, what is promised, what was before. */
export function CaseSide({ one, acts, inboxes, part, onPart, talk, onTalk, onOpen }: Props) {
  const { t } = useTranslation('inbox');
  const { t: channels } = useTranslation('customers');
  const { contact, channel } = one;
  const [written, setWritten] = useState(0);
  return (
    <aside className="case-side" aria-label={t('details')}>
      <Link to="/contacts" search={{ contact: contact.id } as never} className="case-contact" title={t('openContact')}>
        <Avatar id={contact.id} name={contact.name} size={40} guest />
        <span className="strong ellipsis">{contact.name}</span>
      </Link>
      <p className="case-ways">
        <StartTalk contact={contact.id} />
        <WriteDown contact={contact.id} onDone={() => setWritten(written + 1)} />
        <Link to="/records" search={{ case: one.id } as never} className="link">
          {t('allRecords')}
        </Link>
      </p>
      <dl className="case-facts">
        <dt>{t('assigned')}</dt>
        <dd>
          <Assignee one={one} acts={acts} />
        </dd>
        <dt>{t('channel')}</dt>
        <dd>{channelName(channel, channels)}</dd>
        <dt>{t(one.inboxes.length > 1 ? 'inboxes' : 'title')}</dt>
        <dd>{inboxes.flatMap(({ id, name }) => (one.inboxes.includes(id) ? name : [])).join(', ')}</dd>
      </dl>
      <Select
        label={t('priority')}
        size="xs"
        allowDeselect={false}
        value={one.priority}
        data={(['urgent', 'high', 'normal', 'low'] as const).map((value) => ({ value, label: t(value) }))}
        onChange={(priority) => priority && void acts.change({ priority: priority as CasePane['priority'] })}
      />
      <Labels one={one} acts={acts} />
      <Promises one={one} />
      <ComplaintPart one={one} onStep={() => onOpen('complaint')} />
      <FollowUpsPart one={one} acts={acts} onAdd={() => onOpen('followUp')} />
      <ColleaguesPart one={one} talk={talk} onTalk={onTalk} onAsk={() => onOpen('ask')} />
      <CardsPart one={one} />
      <RatingsPart one={one} />
      <Parts one={one} part={part} onPart={onPart} />
      <Merged one={one} acts={acts} />
      <History key={written} one={one} />
    </aside>
  );
}

function Parts({ one, part, onPart }: Pick<Props, 'one' | 'part' | 'onPart'>) {
  const { t } = useTranslation('inbox');
  if (one.parts.length < 2) return null;
  return (
    <section>
      <h3>{t('parts')}</h3>
      <ul className="plain-list">
        {one.parts.map((p) => (
          <PartLine key={`${p.conversation} ${p.from}`} part={p} current={p === part} onChoose={() => onPart(p)} />
        ))}
      </ul>
    </section>
  );
}

function Merged({ one, acts }: Pick<Props, 'one' | 'acts'>) {
  const { t } = useTranslation('inbox');
  if (one.merged.length === 0) return null;
  return (
    <section>
      <h3>{t('merged')}</h3>
      {one.merged.map(({ id, number }) => (
        <p key={id} className="case-merged">
          {t('number', { number })}{' '}
          <button type="button" className="link plain-button" onClick={() => void acts.unmerge(id)}>
            {t('unmerge')}
          </button>
        </p>
      ))}
    </section>
  );
}

function Labels({ one, acts }: Pick<Props, 'one' | 'acts'>) {
  const { t } = useTranslation('inbox');
  const { labels: known } = useDesk(one);
  const change = (next: string[]): void => {
    const addLabels = next.filter((label) => !one.labels.includes(label));
    const removeLabels = one.labels.filter((label) => !next.includes(label));
    if (addLabels.length + removeLabels.length > 0) void acts.change({ addLabels, removeLabels });
  };
  return (
    <TagsInput
      label={t('label')}
      size="xs"
      placeholder={t('labelsHint')}
      data={known}
      value={one.labels}
      maxTags={20}
      onChange={change}
    />
  );
}

const because = {
  waiting: 'becauseWaiting',
  snoozed: 'becauseSnoozed',
  'closed-hours': 'becauseClosed',
  holiday: 'becauseHoliday',
} as const;

const promised = { first: 'first', next: 'next', resolution: 'resolution' } as const;

/** What was promised, and how each promise stands. */
function Promises({ one }: Pick<Props, 'one'>) {
  const { t } = useTranslation('inbox');
  const clock = useClock();
  // What nothing was promised for runs without an end.
  const shown = one.clocks.filter(({ state, dueAt }) => state === 'met' || state === 'broken' || (state !== 'idle' && dueAt));
  if (shown.length === 0) return null;
  return (
    <section>
      <h3>{t('promises')}</h3>
      <dl className="case-facts">
        {shown.map(({ name, state, dueAt, because: why, late }) => (
          <div key={name} className="case-promise" data-late={late || undefined}>
            <dt>{t(promised[name])}</dt>
            <dd>
              {t(state, { time: dueAt ? dueTimeOf(dueAt, clock) : '' })}
              {state === 'paused' && why && ` (${t(because[why])})`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const placeName = ({ channel, address }: CustomerPlace, name: string): string =>
  nameless.has(channel) ? name : `${name} · ${address}`;

function PartLine({ part, current, onChoose }: { part: CasePart; current: boolean; onChoose(): void }) {
  const { t } = useTranslation('inbox');
  const { t: channels } = useTranslation('customers');
  const place = useAnswer('conversations.get', { conversation: part.conversation }).data;
  return (
    <li>
      <button type="button" className="link plain-button" aria-current={current ? 'true' : undefined} onClick={onChoose}>
        {place?.customer ? placeName(place.customer, channelName(place.customer.channel, channels)) : t('otherTalk')}
      </button>
    </li>
  );
}

type Entry = Output<'cases.timeline'>['items'][number];

/** What was between the contact and us, over all channels. */
function History({ one: { id, contact, parts } }: Pick<Props, 'one'>) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const { items, more, loading, loaded, reload } = usePages<Entry>(contact.id, (cursor) =>
    client.call('cases.timeline', { contact: contact.id, limit: 20, ...(cursor ? { cursor } : {}) }),
  );
  // What was said meanwhile belongs to it too.
  const said = useClient((s) => parts.map(({ conversation }) => s.timelines[conversation]?.messages.at(-1)?.seq).join());
  useReloadOn(said, reload);
  const others = items.filter((entry) => entry.case !== id);
  return (
    <section>
      <h3>{t('history')}</h3>
      {loaded && others.length === 0 && <p className="dim">{t('historyNone')}</p>}
      <ol className="plain-list case-history">
        {others.map((entry) => (
          <TimelineLine key={`${entry.at} ${entry.kind} ${entry.seq ?? entry.case}`} entry={entry} />
        ))}
      </ol>
      <MoreButton loading={loading} more={more} />
    </section>
  );
}
