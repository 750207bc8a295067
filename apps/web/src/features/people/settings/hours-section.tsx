import { Button } from '@mantine/core';
import type { Me } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { isWhole } from '../hours/hours.ts';
import { HoursEditor } from '../hours/hours-editor.tsx';
import { Section } from './section.tsx';

/** My working hours: on all my devices, and before colleagues who write to me. */
export function HoursSection({ me }: { me: Me }) {
  const { t } = useTranslation(['people', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const known = me.user.workingHours;
  const [hours, setHours] = useState(known);
  const [saved, setSaved] = useState(known);
  const whole = isWhole(hours);
  const save = (): void =>
    void act(async () => {
      setSaved((await client.call('people.changeProfile', { workingHours: hours })).workingHours);
      toast({ kind: 'success', text: t('saved') });
    });
  return (
    <Section title={t('hoursSection')} text={t('hoursSectionText')}>
      <HoursEditor value={hours} onChange={setHours} />
      {!whole && (
        <p role="alert" className="danger-text">
          {t('hoursSectionWrong')}
        </p>
      )}
      {JSON.stringify(hours) !== JSON.stringify(saved) && (
        <Button mt={12} loading={busy} disabled={!whole} onClick={save}>
          {t('app:save')}
        </Button>
      )}
    </Section>
  );
}
