import { Button, Switch } from '@mantine/core';
import type { Me } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { hoursText, isWhole } from '../hours/hours.ts';
import { HoursEditor } from '../hours/hours-editor.tsx';
import { Section } from './section.tsx';

/** My working hours: on all my devices, and before colleagues who write to me. The organization's, or my own. */
export function HoursSection({ me }: { me: Me }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const theirs = me.organization.settings.workingHours;
  const [own, setOwn] = useState(me.ownWorkingHours);
  const [hours, setHours] = useState(me.user.workingHours);
  const [saved, setSaved] = useState(me.ownWorkingHours ? me.user.workingHours : null);
  const whole = isWhole(hours);
  const put = (next: typeof saved): void =>
    void act(async () => {
      await client.call('people.changeProfile', { workingHours: next });
      setSaved(next);
      toast({ kind: 'success', text: t('saved') });
    });
  const turn = (follow: boolean): void => {
    setOwn(!follow);
    // To follow takes effect at once; own hours begin as those that were followed.
    if (follow && saved) put(null);
    if (follow) setHours(theirs);
  };
  const lines = hoursText(theirs, languageNow(), t('dayToDay'));
  return (
    <Section title={t('hoursSection')} text={t('hoursSectionText')}>
      <Switch
        label={t('hoursAsOrganization')}
        description={lines.length > 0 ? lines.join(' · ') : t('noWorkingHours')}
        checked={!own}
        disabled={busy}
        onChange={(e) => turn(e.currentTarget.checked)}
        mb={12}
      />
      {own && <HoursEditor value={hours} onChange={setHours} />}
      {own && !whole && (
        <p role="alert" className="danger-text">
          {t('hoursSectionWrong')}
        </p>
      )}
      {own && JSON.stringify(hours) !== JSON.stringify(saved) && (
        <Button mt={12} loading={busy} disabled={!whole} onClick={() => put(hours)}>
          {t('app:save')}
        </Button>
      )}
    </Section>
  );
}
