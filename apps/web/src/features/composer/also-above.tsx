import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { sayableAbove } from './sayable-above.ts';
import { useWriting } from './writing.ts';

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
