import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { useClient } from '../../app/client.tsx';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { saidAt } from './rows.ts';
import { useMentionNames } from './use-mention-names.ts';

/** Messages as minutes are written: who, when, what. */
export function useLines(): (messages: readonly Message[]) => string {
  const { t } = useTranslation('app');
  const clock = useClock();
  const names = useMentionNames();
  const people = useClient((s) => s.people);
  const lineOf = (m: Message): string => {
    const name = (m.sender ? people[m.sender]?.name : m.senderName) ?? t('unknownPerson');
    const files = (m.attachments ?? []).map((file) => `[${file.name}]`);
    const said = [toPlainText(m.text, names), ...files].filter(Boolean).join('\n');
    return `${name}  ${fullTimeOf(saidAt(m), clock)}\n${said}`;
  };
  return (messages) => messages.map(lineOf).join('\n\n');
}
