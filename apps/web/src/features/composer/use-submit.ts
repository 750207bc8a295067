import { messageLimits } from '@rapport/contract';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import type { DraftDoor } from './use-draft.ts';
import type { Uploads } from './use-uploads.ts';

/** Sends what is written, or saves the edited message. */
export function useSubmit(conversation: string, draft: DraftDoor, uploads: Uploads, onSent: () => void): () => Promise<void> {
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  return async () => {
    const text = draft.encoded().trim();
    const { editing, quoting } = talk;
    if (editing) {
      if (text === '' || text === editing.text) return talk.edit(null);
      const at = { conversation: editing.conversation, seq: editing.seq };
      if (await act(() => client.call('conversations.editMessage', { ...at, text, expectedEv: editing.ev }))) talk.edit(null);
      return;
    }
    if (uploads.busy || text.length > messageLimits.text) return;
    const attachments = uploads.take() as never[];
    if (text === '' && attachments.length === 0) return;
    const files = attachments.length > 0 ? { attachments } : {};
    client.send(conversation, { text, ...files, ...(quoting ? { quote: quoting.seq } : {}) });
    draft.clear();
    talk.quote(null);
    onSent();
  };
}
