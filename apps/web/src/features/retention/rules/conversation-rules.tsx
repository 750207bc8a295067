import { Button, Checkbox, Select, Stack } from '@mantine/core';
import type { RetentionRules } from '@rapport/contract';
import { useState } from 'react';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { PlacePicker } from '../place-picker.tsx';
import { usePlaces } from '../use-places.ts';
import { RuleFields } from './rule-fields.tsx';
import type { RulesPart } from './rules-part.ts';

type Own = RetentionRules['conversations'][number];

/** Drawn at once; more of them are shown when they are asked for. */
const step = 30;

/** Conversations with a class, or a rule of their own; the newest entry first. */
export function ConversationRules({ rules, change }: RulesPart) {
  const { t } = useTranslation(['retention', 'app']);
  const { conversations, classes } = rules;
  const [most, setMost] = useState(step);
  const shown = conversations.slice(0, most);
  const places = usePlaces(shown.map(({ conversation }) => conversation));
  const put = (next: Own): void =>
    change({ conversations: conversations.map((one) => (one.conversation === next.conversation ? next : one)) });
  const remove = (id: string): void => change({ conversations: conversations.filter((one) => one.conversation !== id) });
  const add = (id: Own['conversation']): void => {
    const [first] = classes;
    const own: Own = { conversation: id, ...(first ? { class: first.id } : { rule: { from: 'said', forever: false } }) };
    change({ conversations: [own, ...conversations] });
  };
  return (
    <Section title={t('ownRules')} text={t('ownRulesText')}>
      <Stack>
        <PlacePicker
          key={conversations.length}
          label={t('addConversation')}
          chosen={null}
          without={conversations.map(({ conversation }) => conversation)}
          onChange={(place) => place && add(place.id)}
        />
        {shown.map((one) => (
          <OwnRule
            key={one.conversation}
            one={one}
            name={places.nameOf(one.conversation)}
            classes={classes}
            onChange={put}
            onRemove={() => remove(one.conversation)}
          />
        ))}
        {conversations.length > most && (
          <Button variant="default" onClick={() => setMost(most + step)}>
            {t('app:loadMore')}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

interface OwnProps {
  one: Own;
  name: string;
  classes: RetentionRules['classes'];
  onChange(next: Own): void;
  onRemove(): void;
}

function OwnRule({ one, name, classes, onChange, onRemove }: OwnProps) {
  const { t } = useTranslation('retention');
  const { conversation, rule } = one;
  const setClass = (id: string | null): void =>
    onChange({ conversation, ...(rule ? { rule } : {}), ...(id ? { class: id } : {}) });
  const setRule = (next: Own['rule'] | null): void =>
    onChange({ conversation, ...(one.class ? { class: one.class } : {}), ...(next ? { rule: next } : {}) });
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3 className="grow">{name}</h3>
        <Button size="xs" variant="subtle" color="red" aria-label={t('removeOwnOf', { name })} onClick={onRemove}>
          {t('removeOwn')}
        </Button>
      </div>
      {classes.length > 0 && (
        <Select
          label={t('class')}
          placeholder={t('noClass')}
          clearable
          value={one.class ?? null}
          data={classes.map((known) => ({ value: known.id, label: known.name || t('unnamed') }))}
          onChange={setClass}
        />
      )}
      <Checkbox
        label={t('ruleOfItsOwn')}
        checked={rule !== undefined}
        onChange={(e) => setRule(e.currentTarget.checked ? { from: 'said', forever: false } : null)}
      />
      {rule && <RuleFields name={name} rule={rule} onChange={setRule} />}
    </section>
  );
}
