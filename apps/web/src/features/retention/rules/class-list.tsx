import { Button, Stack, TextInput } from '@mantine/core';
import type { RetentionRules } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { ClassSwitches } from './class-switches.tsx';
import { RuleFields } from './rule-fields.tsx';
import type { RulesPart } from './rules-part.ts';

type Class = RetentionRules['classes'][number];

/** Rules with a name, to be given to templates and conversations. */
export function ClassList({ rules, change }: RulesPart) {
  const { t } = useTranslation('retention');
  const { classes } = rules;
  const put = (next: Class): void => change({ classes: classes.map((one) => (one.id === next.id ? next : one)) });
  const add = (): void =>
    change({ classes: [...classes, { id: crypto.randomUUID(), name: '', rule: { from: 'said', forever: false } }] });
  /** What had this class has none then. */
  const remove = (id: string): void =>
    change({
      classes: classes.filter((one) => one.id !== id),
      labels: rules.labels.filter((one) => one.class !== id),
      templates: rules.templates.filter((one) => one.class !== id),
      conversations: rules.conversations.flatMap((one) => {
        if (one.class !== id) return [one];
        const { class: _, ...left } = one;
        return left.rule ? [left] : [];
      }),
    });
  return (
    <Section title={t('classes')} text={t('classesText')}>
      <Stack>
        {classes.map((one) => (
          <div key={one.id} className="admin-card">
            <div className="retention-name">
              <TextInput
                label={t('className')}
                required
                maxLength={80}
                value={one.name}
                onChange={(e) => put({ ...one, name: e.currentTarget.value })}
              />
              <Button variant="subtle" color="red" onClick={() => remove(one.id)}>
                {t('removeClass')}
              </Button>
            </div>
            <RuleFields name={one.name} rule={one.rule} onChange={(rule) => put({ ...one, rule })} />
            <ClassSwitches one={one} rules={rules} onChange={put} />
          </div>
        ))}
        <div>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
            {t('addClass')}
          </Button>
        </div>
      </Stack>
    </Section>
  );
}
