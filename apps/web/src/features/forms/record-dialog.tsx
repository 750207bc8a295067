import { formLimits, type Message } from '@rapport/contract';
import { useMemo } from 'react';
import { useDoor } from '../../app/client.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { useLines } from '../timeline/use-lines.ts';
import { FormDialog } from './form-dialog.tsx';
import { sendersOf, sourcesOf } from './sources.ts';

interface Props {
  message?: Message | undefined;
  from?: readonly Message[] | undefined;
  onClose(): void;
}

/** A record in the conversation one reads; written from messages it begins with what they say. */
export function RecordDialog({ message, from, onClose }: Props) {
  const { conversation } = useTalk();
  const linesOf = useLines();
  const client = useDoor();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the messages said when the dialog was opened
  const begun = useMemo(
    () =>
      from && {
        senders: sendersOf(from, client.state.people),
        sources: sourcesOf(from).slice(0, formLimits.sources),
        summary: linesOf(from).slice(0, formLimits.text),
      },
    [from],
  );
  return <FormDialog conversation={conversation} message={message} from={begun} onClose={onClose} />;
}
