import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../../app/translation.tsx';
import { daysOf, inUnits, type Unit, units } from '../durations.ts';

interface Props {
  label: string;
  days: number;
  onChange(days: number): void;
}

/** So many years, months or days. */
export function DurationField({ label, days, onChange }: Props) {
  const { t } = useTranslation('retention');
  const [{ count, unit }, set] = useState<{ count: number | string; unit: Unit }>(inUnits(days));
  const put = (next: { count: number | string; unit: Unit }): void => {
    set(next);
    onChange(daysOf(Math.max(0, Math.round(Number(next.count))), next.unit));
  };
  return (
    <div className="duration">
      <NumberInput
        label={label}
        min={0}
        max={40_000}
        allowDecimal={false}
        value={count}
        onChange={(value) => put({ count: value, unit })}
        required
      />
      <Select
        aria-label={t('unitOf', { what: label })}
        allowDeselect={false}
        value={unit}
        data={units.map((value) => ({ value, label: t(({ years: 'years', months: 'months', days: 'days' } as const)[value]) }))}
        onChange={(value) => put({ count, unit: (value ?? 'days') as Unit })}
      />
    </div>
  );
}
