import { Autocomplete } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconTag, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, use, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { mayWrite } from '../../timeline/message/use-message-actions.ts';
import { ChangedHitContext, relabelled } from '../changed-hit.ts';

/** Where the key L leads. */
export const labelField = 'record-label';

/** The labels of a record: each leads to all that have it; whoever may write there puts others on, and takes them off. */
export function RecordLabels({ message, onChanged }: { message: Message; onChanged(): void }) {
  const { t } = useTranslation('records');
  const client = useDoor();
  const { act } = useAct();
  const changed = use(ChangedHitContext);
  // Where this device does not know the server decides: what counts in a topic is what it hangs on.
  const writes = useClient((s) => {
    const known = s.conversations[message.conversation];
    return known === undefined || known.kind === 'topic' || known.kind === 'customer' || mayWrite(known);
  });
  const labels = message.labels ?? [];
  if (message.recalled || (labels.length === 0 && !writes)) return null;
  const { conversation, seq } = message;
  const change = (with_: { add?: string[]; remove?: string[] }): Promise<unknown> =>
    act(async () => {
      const now = await client.call('labels.change', { conversation, seq, ...with_ });
      changed(message, relabelled(now.labels));
      onChanged();
    });
  return (
    <section className="record-labels" aria-label={t('labels')}>
      <IconTag size={16} aria-hidden />
      {labels.map((label) => (
        <span key={label} className="record-label">
          <Link to="/records" search={{ label }} className="ellipsis">
            {label}
          </Link>
          {writes && (
            <button
              type="button"
              className="plain-button"
              aria-label={t('removeLabel', { label })}
              onClick={() => void change({ remove: [label] })}
            >
              <IconX size={14} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {writes && <NewLabel taken={labels} onAdd={(label) => change({ add: [label] })} />}
    </section>
  );
}

interface NewProps {
  taken: readonly string[];
  onAdd(label: string): Promise<unknown>;
}

/** Written, or chosen from those in use. */
function NewLabel({ taken, onAdd }: NewProps) {
  const { t } = useTranslation('records');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const used = useAnswer('labels.used', asked ? { limit: 100 } : null).data?.labels ?? [];
  const add = async (label: string): Promise<void> => {
    if (label.trim() === '') return;
    await onAdd(label.trim());
    setText('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void add(text);
  };
  return (
    <form onSubmit={submit} className="record-label-new">
      <Autocomplete
        id={labelField}
        size="xs"
        aria-label={t('addLabel')}
        placeholder={t('addLabel')}
        maxLength={40}
        limit={8}
        value={text}
        data={used.map(({ label }) => label).filter((label) => !taken.includes(label))}
        onFocus={() => setAsked(true)}
        onChange={setText}
        onOptionSubmit={(label) => void add(label)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text === '') event.currentTarget.blur();
        }}
      />
    </form>
  );
}
