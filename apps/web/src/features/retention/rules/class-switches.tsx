import { Checkbox, Select } from '@mantine/core';
import type { RetentionRules, TwoSwitch } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { DurationField } from './duration-field.tsx';

type Class = RetentionRules['classes'][number];

const labels = { twoForDestruction: 'twoForDestruction', twoForErasure: 'twoForErasure' } as const;

interface Props {
  one: Class;
  rules: RetentionRules;
  onChange(next: Class): void;
}

/** What a class says otherwise than the organization: who approves, and how long a lifted hold goes on protecting. */
export function ClassSwitches({ one, rules, onChange }: Props) {
  const { t } = useTranslation('retention');
  const { coolingDays, ...withoutCooling } = one;
  const switched = (which: TwoSwitch) => {
    const { [which]: says, ...silent } = one;
    return (
      <Select
        label={t(labels[which])}
        allowDeselect={false}
        value={says === undefined ? '' : String(says)}
        data={[
          { value: '', label: t(rules[which] ? 'switchAsTwo' : 'switchAsOne') },
          { value: 'true', label: t('switchTwo') },
          { value: 'false', label: t('switchOne') },
        ]}
        onChange={(value) => onChange(value ? { ...silent, [which]: value === 'true' } : silent)}
      />
    );
  };
  return (
    <fieldset className="class-switches">
      <legend>{t('classSwitches')}</legend>
      <div className="class-switches-two">
        {switched('twoForDestruction')}
        {switched('twoForErasure')}
      </div>
      <Checkbox
        label={t('classCoolingOwn')}
        checked={coolingDays !== undefined}
        onChange={(e) => onChange(e.currentTarget.checked ? { ...one, coolingDays: rules.coolingDays } : withoutCooling)}
      />
      {coolingDays !== undefined && (
        <DurationField
          label={t('coolingLabel')}
          days={coolingDays}
          onChange={(days) => onChange({ ...one, coolingDays: Math.min(365, days) })}
        />
      )}
      <p className="dim admin-small">{t('classSwitchesText')}</p>
    </fieldset>
  );
}
