import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import type { PolicyRules } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import type { RulesPart } from './rules-part.ts';

type Stage = PolicyRules['guidance']['stages'][number];

/** Which channels are adequate at a stage of the customer's journey. */
export function GuidanceFields({ rules: { guidance }, spoken: { speech, fields, channels }, change }: RulesPart) {
  const { t } = useTranslation('policy');
  const put = (stages: Stage[]): void => change({ guidance: { ...guidance, stages } });
  const known = fields.filter(({ id, archived }) => !archived || id === guidance.field);
  return (
    <Section title={t('partGuidance')} text={t('guidanceText')}>
      <Select
        label={t('guidanceFieldLabel')}
        description={t(known.length > 0 ? 'guidanceFieldHint' : 'guidanceNoFields')}
        maw={420}
        mb={12}
        allowDeselect={false}
        value={guidance.field ?? ''}
        data={[{ value: '', label: t('guidanceOff') }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(field) => change({ guidance: { ...guidance, field: field || null } })}
      />
      <div className="policy-rows">
        {guidance.stages.map(({ stage, channels: adequate }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage that is being named has nothing of its own but its place
          <div key={i} className="policy-row">
            <TextInput
              aria-label={t('stage')}
              placeholder={t('stageExample')}
              required
              maxLength={80}
              value={stage}
              onChange={(e) => put(guidance.stages.with(i, { stage: e.currentTarget.value, channels: adequate }))}
            />
            <MultiSelect
              className="grow"
              aria-label={t('stageChannels', { stage })}
              placeholder={adequate.length > 0 ? '' : t('stageChannelsHint')}
              value={adequate as string[]}
              data={channels.map((kind) => ({ value: kind, label: speech.channel(kind) }))}
              onChange={(next) => put(guidance.stages.with(i, { stage, channels: next }))}
            />
            <IconButton label={t('removeOf', { name: stage })} onClick={() => put(guidance.stages.toSpliced(i, 1))}>
              <IconX size={16} />
            </IconButton>
          </div>
        ))}
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={guidance.stages.length >= 30}
        onClick={() => put([...guidance.stages, { stage: '', channels: [] }])}
      >
        {t('addStage')}
      </Button>
    </Section>
  );
}
