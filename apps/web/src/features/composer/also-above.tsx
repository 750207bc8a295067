import type { State } from '@rapport/client';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useWriting } from './writing.ts';

/** Whether what is written here can also be said in the conversation above: in topics, though not in those about customers. */
export function sayableAbove({ conversations }: State, conversation: string): boolean {
  const parent = conversations[conversation]?.parent?.conversation;
  return parent !== undefined && conversations[parent]?.kind !== 'customer';
}

/** In a topic: the next message is said in the conversation above, too. Urgent ones disturb once. */
export function AlsoAbove() {
  const { t } = useTranslation('composer');
  const { conversation, extras } = useWriting();
  const sayable = useClient((s) => sayableAbove(s, conversation));
  if (!sayable || extras.urgent !== null) return null;
  return (
    // A click leaves the caret where one writes.
    <label className="also-above" onMouseDown={(e) => e.preventDefault()}>
      <input type="checkbox" checked={extras.alsoAbove} onChange={(e) => extras.set({ alsoAbove: e.currentTarget.checked })} />
      {t('alsoAbove')}
    </label>
  );
}
