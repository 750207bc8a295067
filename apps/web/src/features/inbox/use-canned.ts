import { type CasePane, withoutName } from '@rapport/contract';
import { useMemo } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { languageNow } from '../../app/language.ts';
import type { CannedDoor } from '../composer/commands/canned.ts';
import { type Desk, useDesk } from './desk.ts';

type Reply = Desk['replies'][number];

/** What is looked for in names and texts. */
export const foundIn = (replies: readonly Reply[], text: string): Reply[] => {
  const wanted = text.trim().toLowerCase();
  const named = replies.filter(({ name }) => name.toLowerCase().includes(wanted));
  const said = replies.filter(
    (one) => !named.includes(one) && Object.values(one.texts).some((words) => words?.toLowerCase().includes(wanted)),
  );
  return [...named, ...said];
};

/** The language in which the contact writes: that of their last words, else mine. */
export function useTheirLanguage({ parts }: Pick<CasePane, 'parts'>): 'en' | 'zh' {
  const conversation = parts.at(-1)?.conversation ?? '';
  const said = useClient((s) => s.timelines[conversation]?.messages.findLast(({ inbound }) => inbound)?.text);
  if (said) return /\p{Script=Han}/u.test(said) ? 'zh' : 'en';
  return languageNow() === 'en' ? 'en' : 'zh';
}

/** As the house fills it: whom it gave a name itself is not called by it. */
export function wordsOf({ texts }: Reply, wish: 'en' | 'zh', { contact }: Pick<CasePane, 'contact'>): string {
  const language = texts[wish] ? wish : texts.zh ? 'zh' : 'en';
  const text = texts[language] ?? '';
  return contact.unnamed ? withoutName(text, language) : text;
}

/** Writes a canned reply with what is known of the case; undefined where something is missing, which is then said. */
export function useFill(one: CasePane): { fill(reply: string): Promise<string | undefined>; busy: boolean } {
  const client = useDoor();
  const { act, busy } = useAct();
  const language = useTheirLanguage(one);
  return {
    busy,
    fill: async (reply) => (await act(() => client.call('cases.fillReply', { case: one.id, reply, language })))?.text,
  };
}

/** Canned replies in the list that a slash opens. */
export function useCanned(one: CasePane): CannedDoor {
  const { replies } = useDesk(one);
  const language = useTheirLanguage(one);
  const { fill } = useFill(one);
  return useMemo(
    () => ({
      find: (typed) =>
        foundIn(replies, typed)
          .slice(0, 8)
          .map((reply) => ({ canned: reply.id, name: reply.name, says: wordsOf(reply, language, one) })),
      write: fill,
    }),
    [replies, language, fill, one],
  );
}
