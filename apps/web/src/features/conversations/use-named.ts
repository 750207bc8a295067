import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';

const nothing: ReadonlySet<string> = new Set();

/** Most that are asked for: who looks for more types on. */
const most = 20;

/**
 * Conversations that the server finds by the beginning of a name, pinyin and initials: it knows the pinyin of every name. Only what is
 * typed in Latin letters is asked for, after a moment; without a line nothing is found so.
 */
export function useNamed(text: string): ReadonlySet<string> {
  const client = useDoor();
  const [found, setFound] = useState<{ text: string; ids: ReadonlySet<string> }>({ text: '', ids: nothing });
  const asked = /^[a-z][a-z' ]{0,60}$/i.test(text) ? text : '';
  useEffect(() => {
    if (asked === '') return;
    let gone = false;
    const timer = setTimeout(() => {
      client.call('search.everything', { text: asked, limit: most }).then(
        (answer) => !gone && setFound({ text: asked, ids: new Set(answer.conversations.map((hit) => hit.conversation.id)) }),
        () => undefined,
      );
    }, 120);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, asked]);
  return asked !== '' && found.text === asked ? found.ids : nothing;
}
