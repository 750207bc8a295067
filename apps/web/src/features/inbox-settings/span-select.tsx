import { Select } from '@mantine/core';
import { useTranslation } from '../../app/translation.tsx';
import { useSpan } from './use-span.ts';

interface Props {
  label: string;
  /** Said to who cannot see where it stands; the label is not drawn then. */
  hidden?: boolean;
  description?: string;
  minutes: number | null;
  offered: readonly number[];
  /** What it is called where nothing is chosen. */
  none: 'nothingPromised' | 'noLimit';
  onChange(minutes: number | null): void;
}

/** So long, chosen from what is usual; what is kept already is offered too. */
export function SpanSelect({ label, hidden, description, minutes, offered, none, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const span = useSpan();
  const all = [...new Set([...offered, ...(minutes === null ? [] : [minutes])])].sort((a, b) => a - b);
  return (
    <Select
      {...(hidden ? { 'aria-label': label } : { label })}
      {...(description ? { description } : {})}
      value={String(minutes)}
      allowDeselect={false}
      data={[{ value: 'null', label: t(none) }, ...all.map((one) => ({ value: String(one), label: span(one) }))]}
      onChange={(next) => onChange(next === null || next === 'null' ? null : Number(next))}
    />
  );
}
