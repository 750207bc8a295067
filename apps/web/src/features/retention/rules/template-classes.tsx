import { Select, Stack } from '@mantine/core';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { inWords } from '../../forms/in-words.ts';
import { Section } from '../../people/settings/section.tsx';
import type { RulesPart } from './rules-part.ts';

/** The class of form records of each template. */
export function TemplateClasses({ rules, change }: RulesPart) {
  const { t, language } = useTranslation('retention');
  const templates = useAnswer('templates.list', { archived: true }).data?.templates ?? [];
  if (rules.classes.length === 0) return null;
  const given = new Map<string, string>(rules.templates.map((one) => [one.template, one.class]));
  const put = (template: string, id: string | null): void => {
    const others = rules.templates.filter((one) => one.template !== template);
    change({ templates: id === null ? others : [...others, { template: template as never, class: id }] });
  };
  return (
    <Section title={t('templateClasses')} text={t('templateClassesText')}>
      <Stack gap={8} className="template-classes">
        {templates.map(({ id, names }) => (
          <Select
            key={id}
            label={inWords(names, language)}
            placeholder={t('noClass')}
            clearable
            value={given.get(id) ?? null}
            data={rules.classes.map((one) => ({ value: one.id, label: one.name || t('unnamed') }))}
            onChange={(chosen) => put(id, chosen)}
          />
        ))}
      </Stack>
    </Section>
  );
}
