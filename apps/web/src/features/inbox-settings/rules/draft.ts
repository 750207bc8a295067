import type { InboxRule } from '@rapport/contract';

/** What is changed of a rule; its id, version and place are not. */
export type Draft = Pick<InboxRule, 'name' | 'inbox' | 'event' | 'conditions' | 'acts'>;

export const draftOf = ({ name, inbox, event, conditions, acts }: InboxRule): Draft => ({ name, inbox, event, conditions, acts });
