import { Button } from '@mantine/core';
import type { Message, Output } from '@rapport/contract';
import { IconFile, IconMessages, IconShieldCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { Later } from '../../app/later.tsx';
import { fullTimeOf, sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { EventList } from '../records/card/event-list.tsx';
import { LedgerFacts } from '../records/card/ledger-facts.tsx';
import { Verification, type Wanted } from '../records/verify/verification.tsx';
import { ArchivedMessage } from './archived-message.tsx';
import { Reader } from './reader.tsx';

interface Place {
  inspection: string;
  conversation: string;
  seq: number;
}

/** A record under an inspection: what was said, though it was recalled, every version, what happened, and its proof. */
export function ArchivedCard({ onClose, ...at }: Place & { onClose(): void }) {
  const { t } = useTranslation(['archive', 'app']);
  const { data, error } = useAnswer('archive.record', at as never);
  const [reading, setReading] = useState(false);
  return (
    <aside className="record-card" aria-label={t('card')}>
      <header className="record-card-head">
        <h2>{t('card')}</h2>
        <span className="grow" />
        <IconButton label={t('close')} onClick={onClose}>
          <IconX size={18} />
        </IconButton>
      </header>
      {error && <Empty title={error} />}
      {!data && !error && (
        <Later>
          <p className="dim">{t('app:loading')}</p>
        </Later>
      )}
      {data && (
        <div className="record-card-inside">
          <Said at={at} record={data} reading={reading} onRead={() => setReading(!reading)} />
          {reading ? <Reader {...at} /> : <Story record={data} />}
        </div>
      )}
    </aside>
  );
}

type Archived = Output<'archive.record'>;

function Said({ at, record, reading, onRead }: { at: Place; record: Archived; reading: boolean; onRead(): void }) {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const { message, versions } = record;
  const standing = versions.at(-1);
  const verify = (): void => {
    if (!standing) return;
    const { ev, text, form } = standing;
    setWanted((old) => ({ ev, text, ...(form ? { form } : {}), turn: (old?.turn ?? 0) + 1 }));
  };
  const { attachments: _, ...words } = message;
  return (
    <>
      <ArchivedMessage message={message} />
      <Files at={at} message={message} />
      <p className="record-acts">
        <Button size="xs" leftSection={<IconShieldCheck size={16} />} disabled={!standing} onClick={verify}>
          {t('verify')}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconMessages size={16} />} aria-pressed={reading} onClick={onRead}>
          {t('around')}
        </Button>
      </p>
      {wanted && (
        <Verification
          wanted={wanted}
          message={words}
          onAgain={() => undefined}
          ask={(ev) => client.call('archive.proof', { ...at, ev } as never)}
        />
      )}
    </>
  );
}

/** Files come by a way of their own, which writes the look down. */
function Files({ at: { inspection, conversation, seq }, message }: { at: Place; message: Message }) {
  const { t, language } = useTranslation('archive');
  const files = message.attachments ?? [];
  if (files.length === 0) return null;
  return (
    <section className="record-part">
      <h3>{t('attached')}</h3>
      <ul className="plain-list">
        {files.map(({ file, name, size }) => (
          <li key={file}>
            <a className="link" href={`/api/archive/${inspection}/${conversation}/${seq}/${file}`} download={name}>
              <IconFile size={16} aria-hidden /> {name}
            </a>{' '}
            <span className="dim">{sizeOf(size, language)}</span>
          </li>
        ))}
      </ul>
      <p className="dim">{t('attachedTold')}</p>
    </section>
  );
}

function Story({ record: { message, versions, events, whole, ledger } }: { record: Archived }) {
  const { t } = useTranslation('archive');
  const clock = useClock();
  const standing = events.findLast((event) => event.version) ?? events[0];
  return (
    <>
      {versions.length > 1 && (
        <section className="record-part">
          <h3>{t('versions')}</h3>
          <ol className="plain-list">
            {versions.map((version) => (
              <li key={version.ev} className="archive-version">
                <span className="dim tabular">{fullTimeOf(version.at, clock)}</span>
                <br />
                {version.text}
              </li>
            ))}
          </ol>
        </section>
      )}
      <section className="record-part">
        <h3>{t('happened')}</h3>
        <EventList events={events} signing={message.signing ?? []} whole={whole} />
      </section>
      <section className="record-part">
        <h3>{t('ledger')}</h3>
        <LedgerFacts ledger={ledger} place={standing?.place} />
      </section>
    </>
  );
}
