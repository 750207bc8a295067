import { Button, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { RecordExport } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { dayAfter, instantOf } from '../../app/zoned.ts';
import { ConversationChoice } from './conversation-choice.tsx';
import type { ExportsSearch } from './exports-search.ts';
import { type Format, FormatChoice } from './format-choice.tsx';

interface Props {
  search: ExportsSearch;
  onMade(made: RecordExport): void;
  onCancel(): void;
}

/** What is to be taken out, for whom and why. */
export function ExportForm({ search, onMade, onCancel }: Props) {
  const { t } = useTranslation(['exports', 'app']);
  const client = useDoor();
  const { zone } = useClock();
  const { act, busy } = useAct();
  const [chosen, setChosen] = useState<readonly string[]>(search.in ? search.in.split(',') : []);
  const [span, setSpan] = useState({ from: search.from ?? '', until: search.until ?? '' });
  const [format, setFormat] = useState<Format>('bundle');
  const [files, setFiles] = useState(true);
  const [words, setWords] = useState({ purpose: '', recipient: '' });
  const [tried, setTried] = useState(false);
  const backwards = span.from !== '' && span.until !== '' && span.until < span.from;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0 || backwards) return;
    const made = await act(() =>
      client.call('exports.create', {
        format,
        purpose: words.purpose.trim(),
        conversations: [...chosen] as RecordExport['conversations'],
        files,
        ...(words.recipient.trim() ? { recipient: words.recipient.trim() } : {}),
        ...(span.from ? { after: instantOf(span.from, 0, zone) } : {}),
        ...(span.until ? { before: instantOf(dayAfter(span.until, 1), 0, zone) } : {}),
      }),
    );
    if (!made) return;
    toast({ kind: 'success', text: t('made') });
    onMade(made);
  };
  return (
    <form onSubmit={submit} className="exports-form">
      <Stack gap={20}>
        <ConversationChoice
          chosen={chosen}
          onChange={setChosen}
          error={tried && chosen.length === 0 ? t('needConversation') : undefined}
        />
        {search.ofCase && <p className="exports-note">{t('ofCase')}</p>}
        <Span span={span} backwards={backwards} onChange={setSpan} />
        <FormatChoice format={format} onChange={setFormat} />
        <Switch
          label={t('files')}
          description={t('filesHint')}
          checked={files}
          onChange={(e) => setFiles(e.currentTarget.checked)}
        />
        <Textarea
          label={t('purpose')}
          description={t('purposeHint')}
          value={words.purpose}
          onChange={(e) => setWords({ ...words, purpose: e.currentTarget.value })}
          maxLength={2_000}
          autosize
          minRows={2}
          required
        />
        <TextInput
          label={t('recipient')}
          description={t('recipientHint')}
          value={words.recipient}
          onChange={(e) => setWords({ ...words, recipient: e.currentTarget.value })}
          maxLength={200}
        />
        <div className="button-row">
          <Button type="submit" loading={busy}>
            {t('make')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('app:cancel')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

interface Days {
  from: string;
  until: string;
}

function Span({ span, backwards, onChange }: { span: Days; backwards: boolean; onChange(span: Days): void }) {
  const { t } = useTranslation('exports');
  return (
    <fieldset className="exports-span">
      <legend>{t('span')}</legend>
      <p className="dim">{t('spanHint')}</p>
      <div className="exports-days">
        <TextInput
          type="date"
          label={t('from')}
          value={span.from}
          onChange={(e) => onChange({ ...span, from: e.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t('until')}
          value={span.until}
          error={backwards ? t('spanWrong') : undefined}
          onChange={(e) => onChange({ ...span, until: e.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
