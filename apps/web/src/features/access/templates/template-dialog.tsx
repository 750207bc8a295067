import { Button, Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { envelopeParts, type Template, type TemplateDefinition } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { channels } from '../../forms/channels.ts';
import { inWords } from '../../forms/in-words.ts';
import { FieldLine } from './field-line.tsx';
import { definitionFrom, emptyField, emptySketch, respoken, type Sketch, sketchOf } from './sketch.ts';

interface Props {
  /** What it begins with: one to change, the definition of one to copy, or nothing. */
  template: Template | null;
  begun: TemplateDefinition | null;
  onDone(): void;
  onClose(): void;
}

/** Draws up a template, or its next version. */
export function TemplateDialog({ template, begun, onDone, onClose }: Props) {
  const { t, language } = useTranslation(['access', 'forms']);
  const first = template?.definition ?? begun;
  const [sketch, setSketch] = useState<Sketch>(() => (first ? sketchOf(first, language) : emptySketch()));
  const [wrong, setWrong] = useState(false);
  const { save, busy } = useSave({ template, onDone, onClose });
  const change = (part: Partial<Sketch>): void => setSketch({ ...sketch, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const definition = definitionFrom(sketch, language);
    setWrong(!definition);
    if (definition) void save(definition);
  };
  const name = inWords(sketch.names, language);
  return (
    <Dialog onClose={onClose} size={760} title={template ? t('editTemplateOf', { name }) : t('newTemplate')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('templateName')}
            placeholder={t('templateNameExample')}
            value={name}
            maxLength={120}
            required
            data-autofocus
            onChange={(e) => change({ names: respoken(sketch.names, language, e.currentTarget.value) })}
          />
          <TextInput
            label={t('templatePurpose')}
            value={sketch.purpose}
            maxLength={1000}
            onChange={(e) => change({ purpose: e.currentTarget.value })}
          />
          <Select
            label={t('templateChannel')}
            data={channels.map((value) => ({ value, label: t(`forms:${value}`) }))}
            value={sketch.channel || null}
            clearable
            onChange={(channel) => change({ channel: channel ?? '' })}
          />
          <Checkbox.Group
            label={t('templateInsists')}
            description={t('templateInsistsHint')}
            value={sketch.insists}
            onChange={(insists) => change({ insists: insists as Sketch['insists'] })}
          >
            <div className="template-insists">
              {envelopeParts.map((part) => (
                <Checkbox key={part} value={part} label={t(`forms:${part}`)} />
              ))}
            </div>
          </Checkbox.Group>
          <FieldList sketch={sketch} onChange={(fields) => change({ fields })} />
          {wrong && (
            <p role="alert" className="danger-text">
              {t('templateWrong')}
            </p>
          )}
          <SaveFoot onCancel={onClose} loading={busy} />
        </Stack>
      </form>
    </Dialog>
  );
}

function useSave({ template, onDone, onClose }: Omit<Props, 'begun'>) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const save = async (definition: TemplateDefinition): Promise<void> => {
    const done = await act(() =>
      template
        ? client.call('templates.change', { template: template.id, after: template.version, definition })
        : client.call('templates.create', { definition }),
    );
    if (!done) return;
    toast({ kind: 'success', text: t('saved') });
    onDone();
    onClose();
  };
  return { save, busy };
}

function FieldList({ sketch: { fields }, onChange }: { sketch: Sketch; onChange(fields: Sketch['fields']): void }) {
  const { t } = useTranslation('access');
  const move = (i: number, by: 1 | -1): void => {
    const [field] = fields.slice(i, i + 1);
    if (field) onChange(fields.toSpliced(i, 1).toSpliced(i + by, 0, field));
  };
  return (
    <fieldset className="form-group">
      <legend>{t('templateFields')}</legend>
      {fields.length === 0 && <p className="dim">{t('templateNoFields')}</p>}
      <ol className="plain-list">
        {fields.map((field, i) => (
          <FieldLine
            key={field.key}
            field={field}
            n={i + 1}
            last={i === fields.length - 1}
            onChange={(now) => onChange(fields.with(i, now))}
            onMove={(by) => move(i, by)}
            onRemove={() => onChange(fields.toSpliced(i, 1))}
          />
        ))}
      </ol>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={fields.length >= 60}
        onClick={() => onChange([...fields, emptyField(fields)])}
      >
        {t('addField')}
      </Button>
    </fieldset>
  );
}
