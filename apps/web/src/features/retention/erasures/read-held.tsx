import { Button, Select, Stack, Textarea } from '@mantine/core';
import type { Erasure, Output } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { FormCard } from '../../forms/form-card.tsx';
import { usePersonName } from '../../people/person-name.ts';
import { MessageText } from '../../timeline/message/message-text.tsx';

type Versions = Output<'holds.read'>['versions'];

/** Reads a withheld message through the matter whose hold keeps it; that, and what for, is recorded first (RT7). */
export function ReadHeld({ erasure, onClose }: { erasure: Erasure; onClose(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const matters = useAnswer('holds.matters', { limit: 200 }).data?.items ?? [];
  const [matter, setMatter] = useState<string | null>(null);
  const [purpose, setPurpose] = useState('');
  const [versions, setVersions] = useState<Versions>();
  const read = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { conversation, seq } = erasure;
    if (!matter || !conversation || seq === null) return;
    const answer = await act(() => client.call('holds.read', { matter, conversation, seq, purpose: purpose.trim() }));
    if (answer) setVersions(answer.versions);
  };
  return (
    <Dialog onClose={onClose} title={t('readHeldTitle')} size={640}>
      {versions ? (
        <Stack>
          {versions.map((version) => (
            <Version key={version.ev} version={version} />
          ))}
        </Stack>
      ) : (
        <form onSubmit={(event) => void read(event)}>
          <Stack>
            <p>{t('readHeldText')}</p>
            <Select
              label={t('readHeldMatter')}
              data={matters.map(({ id, name }) => ({ value: id, label: name }))}
              value={matter}
              onChange={setMatter}
              data-autofocus
            />
            <Textarea
              label={t('readHeldPurpose')}
              required
              autosize
              minRows={2}
              maxLength={2000}
              value={purpose}
              onChange={(e) => setPurpose(e.currentTarget.value)}
            />
            <DialogFoot onCancel={onClose}>
              <Button type="submit" loading={busy} disabled={!matter || purpose.trim() === ''}>
                {t('readHeldButton')}
              </Button>
            </DialogFoot>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}

function Version({ version }: { version: Versions[number] }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const name = usePersonName(version.author);
  return (
    <section className="admin-card">
      <p className="dim admin-small">{t('readHeldVersion', { name, time: fullTimeOf(version.at, clock) })}</p>
      {version.form ? <FormCard form={version.form} whole /> : <MessageText text={version.text} />}
    </section>
  );
}
