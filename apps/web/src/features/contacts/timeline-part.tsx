import { SegmentedControl, Select } from '@mantine/core';
import type { Contact, Input, TimelineEntry } from '@rapport/contract';
import { IconArchive } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { channelName } from '../customers/channel-name.ts';
import { TimelineLine } from '../customers/timeline-line.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';

type Only = NonNullable<Input<'cases.timeline'>['only']>;
const channels = ['email', 'web', 'wechat', 'wecom', 'phone', 'visit', 'letter', 'api'] as const;

/** What was between a contact and us, over all channels, what we said among us about it, and what became of its cases. */
export function TimelinePart({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const [only, setOnly] = useState<Only>();
  const [channel, setChannel] = useState<string | null>(null);
  const asked = { contact: contact.id, limit: 20, ...(only ? { only } : {}), ...(channel ? { channel } : {}) };
  const pages = usePages<TimelineEntry>(JSON.stringify(asked), (cursor) =>
    client.call('cases.timeline', { ...asked, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(pages.items.flatMap(({ by }) => by ?? []))]);
  return (
    <section className="contact-part" aria-label={t('timeline')}>
      <div className="contact-part-head">
        <h3>{t('timeline')}</h3>
        <Link to="/records" search={{ contact: contact.id } as never} className="link contact-records">
          <IconArchive size={15} aria-hidden /> {t('allRecords')}
        </Link>
      </div>
      <Narrowing {...{ only, setOnly, channel, setChannel }} />
      <Entries pages={pages} narrowed={only !== undefined || channel !== null} />
    </section>
  );
}

interface NarrowingProps {
  only: Only | undefined;
  setOnly(only: Only | undefined): void;
  channel: string | null;
  setChannel(channel: string | null): void;
}

function Narrowing({ only, setOnly, channel, setChannel }: NarrowingProps) {
  const { t } = useTranslation('contacts');
  const { t: words } = useTranslation('customers');
  return (
    <div className="contact-timeline-head">
      <SegmentedControl
        size="xs"
        aria-label={t('timelineOnly')}
        value={only ?? 'all'}
        onChange={(value) => setOnly(value === 'all' ? undefined : (value as Only))}
        data={[
          { value: 'all', label: t('timelineAll') },
          { value: 'them', label: t('timelineThem') },
          { value: 'us', label: t('timelineUs') },
          { value: 'cases', label: t('timelineCases') },
        ]}
      />
      <Select
        size="xs"
        clearable
        aria-label={t('timelineChannel')}
        placeholder={t('timelineChannel')}
        value={channel}
        onChange={setChannel}
        data={channels.map((kind) => ({ value: kind, label: channelName(kind, words) }))}
      />
    </div>
  );
}

function Entries({
  pages: { items, loaded, loading, more, error },
  narrowed,
}: {
  pages: Pages<TimelineEntry>;
  narrowed: boolean;
}) {
  const { t } = useTranslation('contacts');
  return (
    <>
      {error && items.length === 0 && <p role="alert">{error}</p>}
      {loaded && !error && items.length === 0 && !more && (
        <p className="dim">{t(narrowed ? 'timelineNoneSuch' : 'timelineNone')}</p>
      )}
      <ol className="plain-list contact-timeline">
        {items.map((entry) => (
          <TimelineLine
            key={`${entry.at} ${entry.kind} ${entry.conversation ?? entry.case ?? ''} ${entry.seq ?? entry.text}`}
            entry={entry}
          />
        ))}
      </ol>
      <MoreButton size="xs" loading={loading} more={more} />
    </>
  );
}
