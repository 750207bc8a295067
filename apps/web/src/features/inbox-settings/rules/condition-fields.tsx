import { MultiSelect, Select, TagsInput } from '@mantine/core';
import type { Inbox, RuleConditions } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { channelName } from '../../customers/channel-name.ts';
import { priorityWords, statusWords } from '../desk/acts.ts';
import { useAccounts } from '../use-set-up.ts';
import { useCustomerTypes } from './rule-names.ts';

interface Props {
  conditions: RuleConditions;
  inboxes: readonly Inbox[];
  onChange(conditions: RuleConditions): void;
}

type Listed = {
  [K in keyof RuleConditions]-?: RuleConditions[K] extends readonly unknown[] | undefined ? K : never;
}[keyof RuleConditions];

/** All that is given must hold; of a list one suffices. */
export function ConditionFields({ conditions, inboxes, onChange }: Props) {
  const { t } = useTranslation(['inboxSettings', 'inbox', 'customers']);
  const { kinds } = useAccounts();
  const types = useCustomerTypes();
  /** What is not asked is left out. */
  const put = (key: keyof RuleConditions, value: unknown): void => {
    const { [key]: _, ...others } = conditions;
    const none = value === undefined || (Array.isArray(value) && value.length === 0);
    onChange(none ? others : { ...others, [key]: value });
  };
  const many = (key: Listed, label: string, data: { value: string; label: string }[]) => (
    <MultiSelect
      label={label}
      placeholder={conditions[key] ? '' : t('any')}
      value={(conditions[key] ?? []) as string[]}
      data={data}
      onChange={(next) => put(key, next)}
    />
  );
  const tags = (key: Listed, label: string) => (
    <TagsInput
      label={label}
      placeholder={conditions[key] ? '' : t('tagsHint')}
      maxTags={20}
      value={(conditions[key] ?? []) as string[]}
      onChange={(next) => put(key, next)}
    />
  );
  const either = (key: 'assigned' | 'withinHours', label: string, yes: string, no: string) => (
    <Select
      label={label}
      allowDeselect={false}
      value={String(conditions[key] ?? '')}
      data={[
        { value: '', label: t('any') },
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ]}
      onChange={(next) => put(key, next ? next === 'true' : undefined)}
    />
  );
  const all = [...new Set([...kinds, ...(conditions.channels ?? [])])];
  return (
    <div className="form-grid inbox-set-automatic">
      {tags('words', t('condWords'))}
      {many(
        'channels',
        t('inbox:channel'),
        all.map((value) => ({ value, label: channelName(value, t as never) })),
      )}
      {many(
        'inboxes',
        t('partInboxes'),
        inboxes.map(({ id, name }) => ({ value: id as string, label: name })),
      )}
      {many(
        'priority',
        t('inbox:priority'),
        Object.entries(priorityWords).map(([value, word]) => ({ value, label: t(word) })),
      )}
      {many(
        'status',
        t('condStatus'),
        Object.entries(statusWords).map(([value, word]) => ({ value, label: t(word) })),
      )}
      {tags('labels', t('condLabels'))}
      {tags('withoutLabels', t('condWithout'))}
      {either('assigned', t('condAssigned'), t('ifAssigned'), t('ifUnassigned'))}
      {either('withinHours', t('hours'), t('ifWithinHours'), t('ifOutsideHours'))}
      {types.length > 0 &&
        many(
          'customerTypes',
          t('condTypes'),
          types.map(({ id, name }) => ({ value: id, label: name })),
        )}
    </div>
  );
}
