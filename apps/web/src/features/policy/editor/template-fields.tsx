import { Checkbox, MultiSelect } from '@mantine/core';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import type { RulesPart } from './rules-part.ts';

/** Templates that tell a contact about their own affair: they need no consent. */
export function TemplateFields({ rules: { transactional }, spoken: { templates }, change }: RulesPart) {
  const { t } = useTranslation('policy');
  const chosen = transactional.map(({ template }) => template as string);
  const offered = templates.filter(({ id, archived }) => !archived || chosen.includes(id));
  return (
    <Section title={t('partTransactional')} text={t('transactionalText')}>
      <MultiSelect
        aria-label={t('partTransactional')}
        maw={560}
        searchable
        placeholder={chosen.length > 0 ? '' : t('templatesHint')}
        value={chosen}
        data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(next) =>
          change({
            transactional: next.map(
              (id) => transactional.find(({ template }) => template === id) ?? { template: id as never, counted: false },
            ),
          })
        }
      />
      <div className="policy-rows">
        {transactional.map((one) => (
          <Checkbox
            key={one.template}
            label={t('countTemplate', { name: templates.find(({ id }) => id === one.template)?.name ?? one.template })}
            checked={one.counted}
            onChange={({ currentTarget: { checked } }) =>
              change({
                transactional: transactional.map((other) =>
                  other.template === one.template ? { ...other, counted: checked } : other,
                ),
              })
            }
          />
        ))}
      </div>
    </Section>
  );
}
