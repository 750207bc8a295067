import { Checkbox, Radio, Select, Stack } from '@mantine/core';
import type { RetentionRule } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { useRuleWords } from '../rule-sentences.ts';
import { DurationField } from './duration-field.tsx';

interface Props {
  /** Whose rule it is: several stand on the page. */
  name: string;
  rule: RetentionRule;
  onChange(rule: RetentionRule): void;
}

const year = 366;

/** A rule without some of its parts, and with others. */
function changed(rule: RetentionRule, without: readonly (keyof RetentionRule)[], with_: Partial<RetentionRule>): RetentionRule {
  const left = Object.fromEntries(Object.entries(rule).filter(([key]) => !without.includes(key as keyof RetentionRule)));
  return { ...left, ...with_ } as RetentionRule;
}

/** One rule: from when it counts, how long it keeps, what happens then, and its ceiling. */
export function RuleFields({ name, rule, onChange }: Props) {
  const { t } = useTranslation('retention');
  const { sentences } = useRuleWords();
  const change = (without: readonly (keyof RetentionRule)[], with_: Partial<RetentionRule>) =>
    onChange(changed(rule, without, with_));
  return (
    <fieldset className="rule-fields" aria-label={name}>
      <Select
        label={t('countsFrom')}
        allowDeselect={false}
        value={rule.from}
        data={[
          { value: 'said', label: t('fromSaid') },
          { value: 'archived', label: t('fromArchived') },
          { value: 'set', label: t('fromSet') },
        ]}
        onChange={(from) => change([], { from: (from ?? 'said') as RetentionRule['from'] })}
      />
      <Keeping rule={rule} change={change} />
      <Ending rule={rule} change={change} />
      <Ceiling rule={rule} change={change} />
      <p className="rule-sentences">{sentences(rule).join(' ')}</p>
    </fieldset>
  );
}

interface PartProps {
  rule: RetentionRule;
  change(without: readonly (keyof RetentionRule)[], with_: Partial<RetentionRule>): void;
}

function Keeping({ rule, change }: PartProps) {
  const { t } = useTranslation('retention');
  const kind = rule.forever ? 'forever' : rule.keepDays === undefined ? 'none' : 'for';
  const choose = (next: string): void =>
    change(['keepDays'], { forever: next === 'forever', ...(next === 'for' ? { keepDays: rule.keepDays ?? year } : {}) });
  return (
    <div>
      <Radio.Group label={t('keeping')} value={kind} onChange={choose}>
        <Stack gap={8} mt={6}>
          <Radio value="none" label={t('keepNone')} />
          <Radio value="for" label={t('keepFor')} />
          <Radio value="forever" label={t('keepForever')} />
        </Stack>
      </Radio.Group>
      {kind === 'for' && (
        <DurationField label={t('keepTime')} days={rule.keepDays ?? 0} onChange={(keepDays) => change([], { keepDays })} />
      )}
    </div>
  );
}

function Ending({ rule, change }: PartProps) {
  const { t } = useTranslation('retention');
  const kind = rule.destroyDays !== undefined ? 'destroy' : rule.reviewDays !== undefined ? 'review' : 'none';
  const days = rule.destroyDays ?? rule.reviewDays ?? rule.keepDays ?? year;
  const choose = (next: string): void =>
    change(
      ['destroyDays', 'reviewDays'],
      next === 'destroy' ? { destroyDays: days } : next === 'review' ? { reviewDays: days } : {},
    );
  return (
    <div>
      <Radio.Group label={t('ending')} value={kind} onChange={choose}>
        <Stack gap={8} mt={6}>
          <Radio value="none" label={t('endNone')} />
          <Radio value="destroy" label={t('endDestroy')} />
          <Radio value="review" label={t('endReview')} />
        </Stack>
      </Radio.Group>
      {kind !== 'none' && (
        <DurationField
          key={kind}
          label={t('endTime')}
          days={days}
          onChange={(next) => change([], kind === 'destroy' ? { destroyDays: next } : { reviewDays: next })}
        />
      )}
    </div>
  );
}

function Ceiling({ rule, change }: PartProps) {
  const { t } = useTranslation('retention');
  const on = rule.ceilingDays !== undefined;
  return (
    <div>
      <Checkbox
        label={t('ceiling')}
        description={t('ceilingText')}
        checked={on}
        onChange={(e) => change(['ceilingDays'], e.currentTarget.checked ? { ceilingDays: 3 * year } : {})}
      />
      {on && (
        <DurationField
          label={t('ceilingTime')}
          days={rule.ceilingDays ?? 0}
          onChange={(ceilingDays) => change([], { ceilingDays })}
        />
      )}
    </div>
  );
}
