import { Button, Checkbox, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import type { FormCell, FormField } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { inWords } from './in-words.ts';

/** What is wrong, by the field's path (`values/direction`). */
export type Wrong = ReadonlyMap<string, string>;

interface Props<F> {
  field: F;
  path: string;
  value: unknown;
  required?: boolean;
  wrong: Wrong;
  onChange(value: unknown): void;
}

/** A field of a template, drawn as what its schema says. */
export function FieldInput({ field, ...rest }: Props<FormField>) {
  if (field.type !== 'array') return <CellInput field={field} {...rest} />;
  if (field.items.type === 'object') return <TableInput field={field} {...rest} />;
  if ('enum' in field.items) return <ChoicesInput field={field} {...rest} />;
  return <ListInput field={field} {...rest} />;
}

const types = { date: 'date', time: 'time', email: 'email', uri: 'url' } as const;

function CellInput({ field, path, value, required = false, wrong, onChange }: Props<FormCell>) {
  const { language } = useClock();
  const common = {
    label: inWords(field['x-label'], language),
    description: inWords(field['x-hint'], language) || undefined,
    error: wrong.get(path),
    required,
    withAsterisk: required,
  };
  if (field.type === 'boolean')
    return (
      <Checkbox
        label={common.label}
        description={common.description}
        error={common.error}
        checked={value === true}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    );
  if (field.type !== 'string')
    return (
      <NumberInput
        {...common}
        value={typeof value === 'number' ? value : ''}
        {...(field.minimum === undefined ? {} : { min: field.minimum })}
        {...(field.maximum === undefined ? {} : { max: field.maximum })}
        allowDecimal={field.type === 'number'}
        onChange={(now) => onChange(now === '' ? undefined : Number(now))}
      />
    );
  const text = typeof value === 'string' ? value : '';
  if ('enum' in field)
    return (
      <Select
        {...common}
        data={field.enum.map((one) => ({ value: one, label: inWords(field['x-choices'][one], language) || one }))}
        value={text || null}
        clearable={!required}
        onChange={(one) => onChange(one ?? undefined)}
      />
    );
  const change = (now: string): void => onChange(now === '' ? undefined : now);
  if (field['x-lines'])
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={field.maxLength}
        value={text}
        onChange={(e) => change(e.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      type={field.format ? types[field.format] : 'text'}
      maxLength={field.maxLength}
      value={text}
      onChange={(e) => change(e.currentTarget.value)}
    />
  );
}

type Several = Extract<FormField, { type: 'array' }>;

function ChoicesInput({ field, path, value, required = false, wrong, onChange }: Props<Several>) {
  const { language } = useClock();
  const { items } = field;
  if (items.type !== 'string' || !('enum' in items)) return null;
  return (
    <MultiSelect
      label={inWords(field['x-label'], language)}
      error={wrong.get(path)}
      required={required}
      withAsterisk={required}
      data={items.enum.map((one) => ({ value: one, label: inWords(items['x-choices'][one], language) || one }))}
      value={Array.isArray(value) ? value : []}
      onChange={(chosen) => onChange(chosen.length > 0 ? chosen : undefined)}
    />
  );
}

const linesIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const orNothing = (lines: unknown[]): unknown[] | undefined => (lines.length > 0 ? lines : undefined);

function ListInput({ field, path, value, wrong, onChange }: Props<Several>) {
  const { t } = useTranslation('forms');
  const { language } = useClock();
  const what = inWords(field['x-label'], language);
  const lines = linesIn(value) as string[];
  return (
    <Lines
      what={what}
      add={t('addLine')}
      error={wrong.get(path)}
      count={lines.length}
      full={lines.length >= field.maxItems}
      onAdd={() => onChange([...lines, ''])}
      onRemove={(i) => onChange(orNothing(lines.toSpliced(i, 1)))}
      line={(i) => (
        <TextInput
          className="grow"
          aria-label={t('lineOf', { what, n: i + 1 })}
          error={wrong.get(`${path}/${i}`)}
          value={lines[i]}
          maxLength={2000}
          onChange={(e) => onChange(lines.with(i, e.currentTarget.value))}
        />
      )}
    />
  );
}

function TableInput({ field, path, value, wrong, onChange }: Props<Several>) {
  const { t } = useTranslation('forms');
  const { language } = useClock();
  const { items } = field;
  if (items.type !== 'object') return null;
  const rows = linesIn(value) as Record<string, unknown>[];
  const change = (i: number, name: string, cell: unknown): void => {
    const { [name]: _, ...row } = rows[i] ?? {};
    onChange(rows.with(i, cell === undefined ? row : { ...row, [name]: cell }));
  };
  return (
    <Lines
      what={inWords(field['x-label'], language)}
      add={t('addRow')}
      error={wrong.get(path)}
      count={rows.length}
      full={rows.length >= field.maxItems}
      onAdd={() => onChange([...rows, {}])}
      onRemove={(i) => onChange(orNothing(rows.toSpliced(i, 1)))}
      line={(i) => (
        <div className="form-row">
          {Object.entries(items.properties).map(([name, cell]) => (
            <CellInput
              key={name}
              field={cell}
              path={`${path}/${i}/${name}`}
              value={rows[i]?.[name]}
              required={items.required.includes(name)}
              wrong={wrong}
              onChange={(now) => change(i, name, now)}
            />
          ))}
        </div>
      )}
    />
  );
}

interface LinesProps {
  what: string;
  /** The words on the button that adds a line. */
  add: string;
  error?: string | undefined;
  count: number;
  full: boolean;
  keyOf?(i: number): number;
  onAdd(): void;
  onRemove(i: number): void;
  line(i: number): React.ReactNode;
}

/** Lines that are added and taken away, each with its own button. */
export function Lines({ what, add, error, count, full, keyOf = (i) => i, onAdd, onRemove, line }: LinesProps) {
  const { t } = useTranslation('forms');
  const id = useId();
  return (
    <fieldset className="form-group" aria-describedby={error ? id : undefined}>
      <legend>{what}</legend>
      {error && (
        <p role="alert" id={id} className="danger-text">
          {error}
        </p>
      )}
      {Array.from({ length: count }, (_, i) => (
        <div className="form-line" key={keyOf(i)}>
          {line(i)}
          <IconButton label={t('removeLine', { what, n: i + 1 })} onClick={() => onRemove(i)}>
            <IconX size={16} />
          </IconButton>
        </div>
      ))}
      {!full && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={onAdd}>
          {add}
        </Button>
      )}
    </fieldset>
  );
}
