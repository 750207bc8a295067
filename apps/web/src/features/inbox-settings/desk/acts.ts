import type { CaseAct, Inbox } from '@rapport/contract';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { useInboxName } from '../use-set-up.ts';
import { useSpan } from '../use-span.ts';

export const kindsOfAct = ['label', 'unlabel', 'priority', 'assign', 'status', 'snooze', 'inbox', 'skills'] as const;
export type KindOfAct = (typeof kindsOfAct)[number];

export const actWords = {
  label: 'actLabel',
  unlabel: 'actUnlabel',
  priority: 'actPriority',
  assign: 'actAssign',
  status: 'actStatus',
  snooze: 'actSnooze',
  inbox: 'actInbox',
  skills: 'actSkills',
} as const satisfies Record<KindOfAct, string>;

export const statusWords = {
  open: 'inbox:open',
  waiting: 'inbox:waiting',
  snoozed: 'inbox:snoozed',
  solved: 'inbox:solved',
  closed: 'inbox:closed',
} as const;
export const priorityWords = { low: 'inbox:low', normal: 'inbox:normal', high: 'inbox:high', urgent: 'inbox:urgent' } as const;

/** What an act of a kind begins with. */
export function newAct(kind: KindOfAct, inboxes: readonly Inbox[]): CaseAct {
  const acts: Record<KindOfAct, CaseAct> = {
    label: { do: 'label', label: '' },
    unlabel: { do: 'unlabel', label: '' },
    priority: { do: 'priority', priority: 'high' },
    assign: { do: 'assign', user: null },
    status: { do: 'status', status: 'solved' },
    snooze: { do: 'snooze', minutes: 1440 },
    inbox: { do: 'inbox', inbox: inboxes[0]?.id as never },
    skills: { do: 'skills', skills: [] },
  };
  return acts[kind];
}

/** Whether nothing is missing of it. */
export const isWholeAct = (act: CaseAct): boolean => (act.do !== 'label' && act.do !== 'unlabel') || act.label.trim() !== '';

/** Acts in words. */
export function useActWords(acts: readonly CaseAct[], inboxes: readonly Inbox[]): string[] {
  const { t } = useTranslation(['inboxSettings', 'inbox', 'app']);
  const people = useClient((s) => s.people);
  const inboxName = useInboxName(inboxes);
  const span = useSpan();
  usePeopleNeeded([...new Set(acts.flatMap((act) => (act.do === 'assign' && act.user ? [act.user] : [])))]);
  return acts.map((act) => {
    switch (act.do) {
      case 'label':
        return t('doLabel', { label: act.label });
      case 'unlabel':
        return t('doUnlabel', { label: act.label });
      case 'priority':
        return t('doPriority', { priority: t(priorityWords[act.priority]) });
      case 'assign':
        return act.user ? t('doAssign', { name: people[act.user]?.name ?? t('app:unknownPerson') }) : t('doUnassign');
      case 'status':
        return t('doStatus', { status: t(statusWords[act.status]) });
      case 'snooze':
        return t('doSnooze', { span: span(act.minutes) });
      case 'inbox':
        return t('doInbox', { inbox: inboxName(act.inbox) });
      default:
        return t('doSkills', { skills: act.skills.join(', ') });
    }
  });
}
