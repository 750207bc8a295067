import { Autocomplete, Button, Select, Stack } from '@mantine/core';
import type { RetentionRules } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useAnswer } from '../../../app/answers.ts';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import type { RulesPart } from './rules-part.ts';

type Entry = RetentionRules['labels'][number];

/** The class of what has a label: the most explicit of all. */
export function LabelClasses({ rules, change }: RulesPart) {
  const { t } = useTranslation('retention');
  const used = useAnswer('labels.used', { limit: 100 }).data?.labels.map(({ label }) => label) ?? [];
  const { classes, labels } = rules;
  const [first] = classes;
  if (!first) return null;
  const put = (at: number, next: Entry): void => change({ labels: labels.map((one, i) => (i === at ? next : one)) });
  return (
    <Section title={t('labelClasses')} text={t('labelClassesText')}>
      <Stack gap={12}>
        {labels.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a label is written letter by letter, and has nothing else that is its own
          <div key={at} className="label-class">
            <Autocomplete
              label={t('label')}
              required
              maxLength={40}
              value={one.label}
              data={used}
              onChange={(label) => put(at, { ...one, label })}
            />
            <Select
              label={t('class')}
              allowDeselect={false}
              value={one.class}
              data={classes.map(({ id, name }) => ({ value: id, label: name || t('unnamed') }))}
              onChange={(id) => id && put(at, { ...one, class: id })}
            />
            <IconButton
              label={t('removeLabelOf', { label: one.label })}
              onClick={() => change({ labels: labels.filter((_, i) => i !== at) })}
            >
              <IconX size={16} />
            </IconButton>
          </div>
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => change({ labels: [...labels, { label: '', class: first.id }] })}
          >
            {t('addLabel')}
          </Button>
        </div>
      </Stack>
    </Section>
  );
}
