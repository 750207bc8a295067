import { Button, Switch, TextInput } from '@mantine/core';
import type { WorkingHours } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { clockOf, dayName, minuteOf } from './hours.ts';
import './hours.css';

type Day = WorkingHours[number];
type Span = Day[number];

interface Props {
  value: WorkingHours;
  onChange(value: WorkingHours): void;
}

const spansMost = 4;
const standard: Span = { from: 540, to: 1080 };
/** The last minute a time field can hold means the end of the day. */
const endOf = (minute: number): number => (minute === 1439 ? 1440 : minute);

/** A week, Monday first: every day with its spans, or off. */
export function HoursEditor({ value, onChange }: Props) {
  const { t } = useTranslation('people');
  const language = languageNow();
  const put = (day: number, spans: Day): void => onChange(value.map((old, i) => (i === day ? spans : old)));
  return (
    <div className="hours">
      {value.map((spans, day) => {
        const name = dayName(day, language, 'long');
        return (
          <fieldset key={name} className="hours-day">
            <legend className="visually-hidden">{name}</legend>
            <Switch
              label={name}
              checked={spans.length > 0}
              onChange={(e) => put(day, e.currentTarget.checked ? (value.find((d) => d.length > 0) ?? [standard]) : [])}
            />
            <div className="hours-spans">
              {spans.length === 0 && <span className="dim">{t('dayOff')}</span>}
              {spans.map((span, i) => (
                <SpanFields
                  // biome-ignore lint/suspicious/noArrayIndexKey: a span has nothing of its own but its place
                  key={i}
                  span={span}
                  onChange={(next) =>
                    put(day, next ? spans.map((s, j) => (j === i ? next : s)) : spans.filter((_, j) => j !== i))
                  }
                />
              ))}
              {spans.length > 0 && spans.length < spansMost && (
                <IconButton
                  label={t('addSpan')}
                  size={28}
                  onClick={() => put(day, [...spans, after(spans.at(-1) ?? standard)])}
                  disabled={(spans.at(-1)?.to ?? 0) >= 1380}
                >
                  <IconPlus size={16} />
                </IconButton>
              )}
            </div>
          </fieldset>
        );
      })}
      <div>
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange(value.map((day, i) => (i > 0 && i < 5 ? (value[0] ?? []) : day)))}
        >
          {t('mondayForWeek')}
        </Button>
      </div>
    </div>
  );
}

/** A span to begin with after another one: an hour's pause, then as long as the day allows. */
const after = ({ to }: Span): Span => {
  const from = Math.min(to + 60, 1380);
  return { from, to: Math.min(from + 120, 1440) };
};

function SpanFields({ span, onChange }: { span: Span; onChange(span: Span | null): void }) {
  const { t } = useTranslation('people');
  const set = (part: 'from' | 'to', text: string): void => {
    const minute = minuteOf(text);
    if (minute !== undefined) onChange({ ...span, [part]: part === 'to' ? endOf(minute) : minute });
  };
  return (
    <span className="hours-span">
      <TextInput
        type="time"
        size="xs"
        aria-label={t('spanFrom')}
        value={clockOf(span.from)}
        onChange={(e) => set('from', e.currentTarget.value)}
        error={span.to <= span.from}
      />
      –
      <TextInput
        type="time"
        size="xs"
        aria-label={t('spanTo')}
        value={clockOf(Math.min(span.to, 1439))}
        onChange={(e) => set('to', e.currentTarget.value)}
        error={span.to <= span.from}
      />
      <IconButton label={t('removeSpan')} size={28} onClick={() => onChange(null)}>
        <IconX size={14} />
      </IconButton>
    </span>
  );
}
