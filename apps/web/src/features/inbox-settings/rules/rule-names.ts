import type { ContactType, Inbox, RuleConditions, RuleEvent } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { channelName } from '../../customers/channel-name.ts';
import { inWords } from '../../forms/in-words.ts';
import { priorityWords, statusWords } from '../desk/acts.ts';
import { useInboxName } from '../use-set-up.ts';

export const ruleEvents = ['opened', 'heard', 'answered', 'status', 'assigned', 'late', 'rated'] as const;

export const eventWords = {
  opened: 'eventOpened',
  heard: 'eventHeard',
  answered: 'eventAnswered',
  status: 'eventStatus',
  assigned: 'eventAssigned',
  late: 'eventLate',
  rated: 'eventRated',
} as const satisfies Record<RuleEvent, string>;

/** Types of customer in the reader's words. */
export function useCustomerTypes(): { id: string; name: string }[] {
  const { language } = useTranslation('inboxSettings');
  const { data } = useAnswer('contacts.settings', {});
  return (data?.types ?? [])
    .filter((one: ContactType) => !one.archived)
    .map(({ id, names }) => ({ id: id as string, name: inWords(names, language) }));
}

/** What must hold, in words. */
export function useConditionWords(inboxes: readonly Inbox[]): (asked: RuleConditions) => string[] {
  const { t } = useTranslation(['inboxSettings', 'inbox', 'customers']);
  const inboxName = useInboxName(inboxes);
  const types = useCustomerTypes();
  const list = (all: readonly string[]): string => all.join(t('or'));
  return (asked) => {
    const words: string[] = [];
    if (asked.inboxes) words.push(t('ifInboxes', { list: list(asked.inboxes.map(inboxName)) }));
    if (asked.channels) words.push(t('ifChannels', { list: list(asked.channels.map((kind) => channelName(kind, t as never))) }));
    if (asked.status) words.push(t('ifStatus', { list: list(asked.status.map((one) => t(statusWords[one]))) }));
    if (asked.priority) words.push(t('ifPriority', { list: list(asked.priority.map((one) => t(priorityWords[one]))) }));
    if (asked.labels) words.push(t('ifLabels', { list: list(asked.labels) }));
    if (asked.withoutLabels) words.push(t('ifWithout', { list: list(asked.withoutLabels) }));
    if (asked.assigned !== undefined) words.push(t(asked.assigned ? 'ifAssigned' : 'ifUnassigned'));
    if (asked.withinHours !== undefined) words.push(t(asked.withinHours ? 'ifWithinHours' : 'ifOutsideHours'));
    if (asked.words) words.push(t('ifWords', { list: list(asked.words.map((word) => t('quoted', { word }))) }));
    if (asked.customerTypes)
      words.push(t('ifTypes', { list: list(asked.customerTypes.map((id) => types.find((one) => one.id === id)?.name ?? id)) }));
    return words;
  };
}
