import { Select, TextInput } from '@mantine/core';
import type { VendorTemplate } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { filled, isPattern, patterns, piecesOf } from './template-preview.ts';

/** A template as the account's settings have it. */
export interface ChosenTemplate {
  id: string;
  name: string;
  fields: Readonly<Record<string, string>>;
  url?: string;
}

interface Props {
  of: VendorTemplate;
  chosen: ChosenTemplate;
  /** Words by which the preview is filled. */
  sample: string;
  onChange(next: ChosenTemplate): void;
}

/** What a template is called here, what stands in each of its keywords, where a tap leads, and how it reads. */
export function TemplateFields({ of, chosen, sample, onChange }: Props) {
  const { t } = useTranslation('channels');
  const put = (keyword: string, value: string): void => onChange({ ...chosen, fields: { ...chosen.fields, [keyword]: value } });
  return (
    <div className="channel-template">
      <div className="channel-template-form">
        <TextInput
          label={t('templateName')}
          value={chosen.name}
          maxLength={80}
          required
          onChange={(e) => onChange({ ...chosen, name: e.currentTarget.value })}
        />
        {of.fields.map(({ keyword, label }) => (
          <FieldInput
            key={keyword}
            label={label === '' ? keyword : label}
            value={chosen.fields[keyword] ?? ''}
            onChange={(value) => put(keyword, value)}
          />
        ))}
        <TextInput
          label={t('templateUrl')}
          type="url"
          placeholder="https://"
          pattern="https://.+"
          maxLength={500}
          value={chosen.url ?? ''}
          onChange={(e) => {
            const { url: _, ...rest } = chosen;
            onChange(e.currentTarget.value === '' ? rest : { ...rest, url: e.currentTarget.value });
          }}
        />
      </div>
      <Preview of={of} chosen={chosen} sample={sample} />
    </div>
  );
}

function FieldInput({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const { t } = useTranslation('channels');
  const words = (pattern: (typeof patterns)[number]): string => {
    if (pattern === '{text}') return t('fieldText');
    return pattern === '{name}' ? t('fieldName') : t('fieldLine', { line: pattern.slice(1, -1) });
  };
  const own = !isPattern(value);
  return (
    <div className="channel-template-field">
      <Select
        label={label}
        allowDeselect={false}
        data={[...patterns.map((pattern) => ({ value: pattern, label: words(pattern) })), { value: 'own', label: t('fieldOwn') }]}
        value={own ? 'own' : value}
        onChange={(next) => next && onChange(next === 'own' ? '' : next)}
      />
      {own && (
        <TextInput
          aria-label={t('fieldOwnOf', { label })}
          placeholder={t('fieldOwnHint')}
          value={value}
          maxLength={200}
          required
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      )}
    </div>
  );
}

function Preview({ of, chosen, sample }: Omit<Props, 'onChange'>) {
  const { t } = useTranslation('channels');
  return (
    <figure className="channel-template-preview">
      <figcaption className="dim admin-small">{t('templatePreview')}</figcaption>
      <p className="strong">{of.title}</p>
      <p className="channel-template-words">
        {piecesOf(of.content).map((piece, i) => {
          // Pieces stand where they stand; their place is all that tells them apart.
          const key = `${i}`;
          if ('words' in piece) return <span key={key}>{piece.words}</span>;
          const words = filled(chosen.fields[piece.keyword] ?? '', sample, t('templateSampleName'));
          return words === undefined ? <mark key={key}>{t('templateEmpty')}</mark> : <span key={key}>{words}</span>;
        })}
      </p>
      <p className="dim admin-small">{t('templatePurpose')}</p>
    </figure>
  );
}
