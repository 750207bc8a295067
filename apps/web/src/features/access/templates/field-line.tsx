import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { inWords } from '../../forms/in-words.ts';
import { type FieldKind, type FieldSketch, fieldKinds, respoken } from './sketch.ts';

const kindWords = {
  line: 'kindLine',
  lines: 'kindLines',
  day: 'kindDay',
  number: 'kindNumber',
  yesNo: 'kindYesNo',
  oneOf: 'kindOneOf',
  someOf: 'kindSomeOf',
  list: 'kindList',
  table: 'kindTable',
} as const;

interface Props {
  field: FieldSketch;
  /** Its place, from 1. */
  n: number;
  last: boolean;
  onChange(field: FieldSketch): void;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

/** One field of a template: what it is called, what goes in, and where it stands. */
export function FieldLine({ field, n, last, onChange, onMove, onRemove }: Props) {
  const { t, language } = useTranslation('access');
  const kinds: readonly FieldKind[] = field.kind === 'table' ? ['table'] : fieldKinds;
  const chooses = field.kind === 'oneOf' || field.kind === 'someOf';
  return (
    <li className="template-field">
      <div className="template-field-line">
        <TextInput
          className="grow"
          aria-label={t('fieldLabel', { n })}
          placeholder={t('templateName')}
          maxLength={120}
          value={inWords(field.labels, language)}
          onChange={(e) => onChange({ ...field, labels: respoken(field.labels, language, e.currentTarget.value) })}
        />
        <Select
          aria-label={t('fieldKind', { n })}
          data={kinds.map((value) => ({ value, label: t(kindWords[value]) }))}
          value={field.kind}
          allowDeselect={false}
          disabled={field.kind === 'table'}
          onChange={(kind) => kind && onChange({ ...field, kind: kind as FieldKind })}
        />
        <Checkbox
          label={t('fieldRequired')}
          checked={field.required}
          onChange={(e) => onChange({ ...field, required: e.currentTarget.checked })}
        />
        <IconButton label={t('fieldUp', { n })} disabled={n === 1} onClick={() => onMove(-1)}>
          <IconArrowUp size={16} />
        </IconButton>
        <IconButton label={t('fieldDown', { n })} disabled={last} onClick={() => onMove(1)}>
          <IconArrowDown size={16} />
        </IconButton>
        <IconButton label={t('fieldRemove', { n })} onClick={onRemove}>
          <IconX size={16} />
        </IconButton>
      </div>
      {chooses && (
        <Textarea
          label={t('fieldChoices')}
          autosize
          minRows={2}
          maxRows={10}
          value={field.choices}
          onChange={(e) => onChange({ ...field, choices: e.currentTarget.value })}
        />
      )}
    </li>
  );
}
