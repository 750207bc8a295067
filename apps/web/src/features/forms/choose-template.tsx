import { Stack, TextInput } from '@mantine/core';
import type { TemplateOutline } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { inWords } from './in-words.ts';

/** Which template: those that come with Rapport, then the organization's own. */
export function ChooseTemplate({ onChoose }: { onChoose(template: TemplateOutline): void }) {
  const { t } = useTranslation('forms');
  const { language } = useClock();
  const answer = useAnswer('templates.list', {});
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const fits = ({ names }: TemplateOutline): boolean => [names.en, names.zh].some((name) => name?.toLowerCase().includes(wanted));
  const found = (answer.data?.templates ?? []).filter(fits);
  const own = found.filter(({ builtIn }) => !builtIn);
  const list = (templates: readonly TemplateOutline[]) => (
    <ul className="form-templates">
      {templates.map((template) => (
        <li key={template.id}>
          <button type="button" className="plain-button form-template" onClick={() => onChoose(template)}>
            <span className="strong">{inWords(template.names, language)}</span>
            {template.purpose && <span className="dim"> {template.purpose}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <Stack>
      <p className="dim">{t('chooseHint')}</p>
      <TextInput
        aria-label={t('findTemplate')}
        placeholder={t('findTemplate')}
        value={text}
        data-autofocus
        onChange={(e) => setText(e.currentTarget.value)}
      />
      {answer.error && <p role="alert">{answer.error}</p>}
      {list(found.filter(({ builtIn }) => builtIn))}
      {own.length > 0 && <h3 className="list-heading">{t('ownTemplates')}</h3>}
      {own.length > 0 && list(own)}
      {answer.data && found.length === 0 && <p className="dim">{t('noTemplate')}</p>}
    </Stack>
  );
}
