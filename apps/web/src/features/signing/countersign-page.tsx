import { Button, Stack, TextInput } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { FormSheet } from '../forms/form-card.tsx';
import { EntryForm, EntryFrame } from '../people/entry/entry-frame.tsx';
import { useEntry } from '../people/entry/use-entry.ts';
import { MessageText } from '../timeline/message/message-text.tsx';
import './signing.css';

type Shown = Output<'signing.open'>;

/** For somebody from outside: one version of one message, to sign or to decline. The token stands behind `#`: no server is sent it by the address. */
export function CountersignPage() {
  const { t } = useTranslation('signing');
  const client = useDoor();
  const [token] = useState(() => location.hash.slice(1));
  const [shown, setShown] = useState<Shown | 'gone' | null>(null);
  const [done, setDone] = useState<{ kind: 'signed' | 'declined'; at: number } | null>(null);
  const clock = useClock();
  useEffect(() => {
    client.callOverHttp('signing.open', { token }).then(setShown, () => setShown('gone'));
  }, [client, token]);
  if (done)
    return (
      <EntryFrame
        title={t(done.kind === 'signed' ? 'thanksSigned' : 'thanksDeclined')}
        text={t('thanksText', { time: fullTimeOf(done.at, clock) })}
      />
    );
  if (shown === null) return null;
  if (shown === 'gone') return <EntryFrame title={t('pageGone')} text={t('pageGoneText')} />;
  return <Sheet token={token} shown={shown} onDone={setDone} />;
}

function Sheet(props: { token: string; shown: Shown; onDone(done: { kind: 'signed' | 'declined'; at: number }): void }) {
  const { token, shown, onDone } = props;
  const { t } = useTranslation('signing');
  const client = useDoor();
  const entry = useEntry();
  const [declining, setDeclining] = useState(false);
  const [name, setName] = useState(shown.name);
  const [words, setWords] = useState('');
  const send = async (): Promise<void> => {
    const said = words.trim();
    const answer = declining
      ? { kind: 'declined' as const, words: said }
      : { kind: 'signed' as const, name: name.trim(), ...(said ? { words: said } : {}) };
    await entry.run(async () => {
      const { at } = await client.callOverHttp('signing.answer', { token, answer });
      onDone({ kind: answer.kind, at });
    });
  };
  return (
    <EntryFrame title={t('pageTitle', { house: shown.house })} text={t('pageText', { name: shown.name })} error={entry.error}>
      <Stack className="countersign">
        <Words shown={shown} />
        <EntryForm button={t(declining ? 'declineButton' : 'signButton')} busy={entry.busy} onSubmit={() => void send()}>
          {!declining && (
            <TextInput
              label={t('yourName')}
              required
              maxLength={120}
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
          )}
          <TextInput
            key={String(declining)}
            label={t(declining ? 'declineReason' : 'statement')}
            required={declining}
            autoFocus={declining}
            maxLength={300}
            value={words}
            onChange={(e) => setWords(e.currentTarget.value)}
          />
        </EntryForm>
        <Button variant="subtle" onClick={() => setDeclining(!declining)}>
          {t(declining ? 'back' : 'declineButton')}
        </Button>
        <p className="dim">{t('kept')}</p>
      </Stack>
    </EntryFrame>
  );
}

/** What is signed, as it stands in the record. */
function Words({ shown }: { shown: Shown }) {
  const { t } = useTranslation('signing');
  const clock = useClock();
  return (
    <>
      <p className="dim">{t('writtenBy', { name: shown.author, time: fullTimeOf(shown.at, clock) })}</p>
      <div className="countersign-record">
        {shown.form ? (
          <FormSheet form={shown.form} template={shown.template} whole />
        ) : (
          shown.text && <MessageText text={shown.text} />
        )}
      </div>
      {shown.files.length > 0 && (
        <section aria-label={t('files')}>
          <h2 className="list-heading">{t('files')}</h2>
          <ul>
            {shown.files.map(({ name }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
              <li key={i}>{name}</li>
            ))}
          </ul>
        </section>
      )}
      <p className="dim fingerprint">
        {t('fingerprint')}: <code>{shown.root}</code>
      </p>
    </>
  );
}
