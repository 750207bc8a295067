import { Button, Checkbox, Group, Stack } from '@mantine/core';
import type { RetentionRules } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { ClassList } from './class-list.tsx';
import { ConversationRules } from './conversation-rules.tsx';
import { DurationField } from './duration-field.tsx';
import { LabelClasses } from './label-classes.tsx';
import { RuleFields } from './rule-fields.tsx';
import type { RulesPart } from './rules-part.ts';
import { TemplateClasses } from './template-classes.tsx';
import '../../people/settings/settings.css';

interface Props {
  begun: RetentionRules;
  onDone(): void;
  onClose(): void;
}

/** Draws up another version; saving it begins its dry run, and nothing takes effect by that. */
export function RulesEditor({ begun, onDone, onClose }: Props) {
  const { t } = useTranslation(['retention', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [rules, setRules] = useState(begun);
  const change = (with_: Partial<RetentionRules>): void => setRules((old) => ({ ...old, ...with_ }));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await act(() => client.call('retention.draftRules', { rules }));
    if (!made) return;
    toast({ kind: 'success', text: t('draftMade', { n: made.version }) });
    onDone();
    onClose();
  };
  return (
    <form className="admin-page" onSubmit={(event) => void save(event)} aria-label={t('editRules')}>
      <h1>{t('editRules')}</h1>
      <p className="admin-lead">{t('editRulesText')}</p>
      <Everything rules={rules} change={change} />
      <ClassList rules={rules} change={change} />
      <LabelClasses rules={rules} change={change} />
      <TemplateClasses rules={rules} change={change} />
      <ConversationRules rules={rules} change={change} />
      <People rules={rules} change={change} />
      <Times rules={rules} change={change} />
      <Group justify="flex-end" className="rules-foot">
        <Button variant="default" onClick={onClose}>
          {t('app:cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('saveDraft')}
        </Button>
      </Group>
    </form>
  );
}

function Everything({ rules, change }: RulesPart) {
  const { t } = useTranslation('retention');
  const { organization } = rules;
  return (
    <Section title={t('forEverything')} text={t('forEverythingText')}>
      <Stack>
        <Checkbox
          label={t('ruleForEverything')}
          checked={organization !== null}
          onChange={(e) => change({ organization: e.currentTarget.checked ? { from: 'said', forever: false } : null })}
        />
        {organization && (
          <RuleFields name={t('forEverything')} rule={organization} onChange={(rule) => change({ organization: rule })} />
        )}
      </Stack>
    </Section>
  );
}

function People({ rules, change }: RulesPart) {
  const { t } = useTranslation('retention');
  const box = (key: 'twoForRules' | 'twoForDestruction' | 'twoForErasure', label: string) => (
    <Checkbox label={label} checked={rules[key]} onChange={(e) => change({ [key]: e.currentTarget.checked })} />
  );
  return (
    <Section title={t('twoName')} text={t('twoText')}>
      <Stack gap={10}>
        {box('twoForRules', t('twoForRules'))}
        {box('twoForDestruction', t('twoForDestruction'))}
        {box('twoForErasure', t('twoForErasure'))}
      </Stack>
    </Section>
  );
}

function Times({ rules, change }: RulesPart) {
  const { t } = useTranslation('retention');
  const { backupDays } = rules;
  return (
    <Section title={t('timesTitle')}>
      <Stack>
        <DurationField
          label={t('coolingLabel')}
          days={rules.coolingDays}
          onChange={(days) => change({ coolingDays: Math.min(365, days) })}
        />
        <Checkbox
          label={t('backupsStated')}
          description={t('backupsStatedText')}
          checked={backupDays !== null}
          onChange={(e) => change({ backupDays: e.currentTarget.checked ? 30 : null })}
        />
        {backupDays !== null && (
          <DurationField label={t('backupsLabel')} days={backupDays} onChange={(days) => change({ backupDays: days })} />
        )}
      </Stack>
    </Section>
  );
}
