import type { KeyboardEvent } from 'react';
import type { ActionName } from './actions.ts';
import type { MessageActionsDoor } from './use-message-actions.ts';

const keys: Readonly<Record<string, ActionName[]>> = {
  q: ['quote'],
  t: ['topic'],
  e: ['edit'],
  f: ['forward'],
  s: ['save', 'unsave'],
  p: ['pin', 'unpin'],
  x: ['choose'],
  Delete: ['recall'],
};

/** Letters on a focused message do what the menu does; R and Enter open the pickers of the bar. */
export function pressed(event: KeyboardEvent<HTMLElement>, actions: MessageActionsDoor): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = keys[event.key]?.find((n) => actions.names.includes(n));
  const row = event.currentTarget;
  if (name) actions.run(name);
  else if (event.key === 'r') row.querySelector<HTMLElement>('[data-action="react"]')?.click();
  else if (event.key === 'Enter') row.querySelector<HTMLElement>('[data-action="more"]')?.click();
  else return;
  event.preventDefault();
}
