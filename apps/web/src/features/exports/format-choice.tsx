import { Radio, Stack } from '@mantine/core';
import type { RecordExport } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';

export type Format = RecordExport['format'];

/** In the order they are offered: what each is called, and what it is for. */
const formats = [
  { format: 'bundle', name: 'format_bundle', text: 'for_bundle' },
  { format: 'pdf', name: 'format_pdf', text: 'for_pdf' },
  { format: 'eml', name: 'format_eml', text: 'for_eml' },
  { format: 'mbox', name: 'format_mbox', text: 'for_mbox' },
  { format: 'jsonl', name: 'format_jsonl', text: 'for_jsonl' },
  { format: 'csv', name: 'format_csv', text: 'for_csv' },
  { format: 'rsmf', name: 'format_rsmf', text: 'for_rsmf' },
] as const satisfies readonly { format: Format; name: string; text: string }[];

/** The phrase that names a format. */
export const formatName = (format: Format) => formats.find((one) => one.format === format)?.name ?? 'format_bundle';

/** Each format with what it is for. */
export function FormatChoice({ format, onChange }: { format: Format; onChange(format: Format): void }) {
  const { t } = useTranslation('exports');
  return (
    <Radio.Group
      label={t('format')}
      value={format}
      onChange={(value) => onChange(formats.find((one) => one.format === value)?.format ?? 'bundle')}
    >
      <Stack gap={10} mt={8}>
        {formats.map((one) => (
          <Radio key={one.format} value={one.format} label={t(one.name)} description={t(one.text)} />
        ))}
      </Stack>
      {format !== 'bundle' && <p className="exports-note">{t('noProof')}</p>}
    </Radio.Group>
  );
}
