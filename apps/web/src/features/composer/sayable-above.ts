import type { State } from '@rapport/client';

/** Whether what is written here can also be said in the conversation above: in topics, though not in those about customers. */
export function sayableAbove({ conversations }: State, conversation: string): boolean {
  const parent = conversations[conversation]?.parent?.conversation;
  return parent !== undefined && conversations[parent]?.kind !== 'customer';
}
