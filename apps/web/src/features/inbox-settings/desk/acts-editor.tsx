import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import type { CaseAct, Inbox } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PersonChoice } from '../person-choice.tsx';
import { useSpan } from '../use-span.ts';
import { actWords, type KindOfAct, kindsOfAct, newAct, priorityWords, statusWords } from './acts.ts';

interface Props {
  acts: readonly CaseAct[];
  inboxes: readonly Inbox[];
  onChange(acts: CaseAct[]): void;
}

/** What is done to a case, one after the other. */
export function ActsEditor({ acts, inboxes, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const put = (i: number, next: CaseAct): void => onChange(acts.map((old, j) => (j === i ? next : old)));
  return (
    <fieldset className="form-group">
      <legend>{t('acts')}</legend>
      <ol className="plain-list inbox-set-sources">
        {acts.map((act, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an act has nothing of its own but its place
          <li key={i} className="inbox-set-source">
            <Select
              aria-label={t('actKind')}
              allowDeselect={false}
              value={act.do}
              data={kindsOfAct
                .filter((kind) => kind !== 'inbox' || inboxes.length > 0)
                .map((value) => ({ value, label: t(actWords[value]) }))}
              onChange={(kind) => put(i, newAct(kind as KindOfAct, inboxes))}
            />
            <ActField act={act} inboxes={inboxes} onChange={(next) => put(i, next)} />
            <IconButton label={t('removeAct')} onClick={() => onChange(acts.filter((_, j) => j !== i))}>
              <IconX size={16} />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={acts.length >= 20}
        onClick={() => onChange([...acts, newAct('label', inboxes)])}
      >
        {t('addAct')}
      </Button>
    </fieldset>
  );
}

interface FieldProps {
  act: CaseAct;
  inboxes: readonly Inbox[];
  onChange(act: CaseAct): void;
}

const statuses = ['open', 'waiting', 'solved', 'closed'] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;
const snoozes = [60, 240, 1440, 2880, 10_080];

/** What an act needs to know. */
function ActField({ act, inboxes, onChange }: FieldProps) {
  const { t } = useTranslation(['inboxSettings', 'inbox']);
  const span = useSpan();
  const label = t(actWords[act.do]);
  const choice = (value: string, data: { value: string; label: string }[], choose: (value: string) => void) => (
    <Select aria-label={label} allowDeselect={false} value={value} data={data} onChange={(next) => next && choose(next)} />
  );
  switch (act.do) {
    case 'label':
    case 'unlabel':
      return (
        <TextInput
          aria-label={label}
          placeholder={t('inbox:label')}
          required
          maxLength={40}
          value={act.label}
          onChange={(e) => onChange({ ...act, label: e.currentTarget.value })}
        />
      );
    case 'priority':
      return choice(
        act.priority,
        priorities.map((value) => ({ value, label: t(priorityWords[value]) })),
        (value) => onChange({ ...act, priority: value as typeof act.priority }),
      );
    case 'status':
      return choice(
        act.status,
        statuses.map((value) => ({ value, label: t(statusWords[value]) })),
        (value) => onChange({ ...act, status: value as typeof act.status }),
      );
    case 'snooze':
      return choice(
        String(act.minutes),
        [...new Set([...snoozes, act.minutes])].map((value) => ({ value: String(value), label: span(value) })),
        (value) => onChange({ ...act, minutes: Number(value) }),
      );
    case 'inbox':
      return choice(
        act.inbox,
        inboxes.map(({ id, name }) => ({ value: id as string, label: name })),
        (value) => onChange({ ...act, inbox: value as never }),
      );
    case 'assign':
      return <PersonChoice label={label} user={act.user} onChange={(user) => onChange({ ...act, user: user as never })} />;
    default:
      return (
        <TagsInput
          aria-label={label}
          placeholder={t('skillsHint')}
          maxTags={20}
          value={act.skills}
          onChange={(skills) => onChange({ ...act, skills })}
        />
      );
  }
}
