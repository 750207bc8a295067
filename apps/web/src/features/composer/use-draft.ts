import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import { decodeMentions, encodeMentions, type MentionLabel } from './mention-text.ts';

export interface DraftDoor {
  text: string;
  setText(text: string): void;
  labels: MentionLabel[];
  addLabel(label: MentionLabel): void;
  /** Replaces everything by a message's text, its mentions turned into labels. */
  load(encoded: string): void;
  encoded(): string;
  /** Empties the field and the draft on all devices. */
  clear(): void;
}

const saveAfterMs = 1200;

/** The unsent text of a conversation, the same on all my devices. While `off` (editing a message) nothing is kept. */
export function useDraft(conversation: string, off: boolean): DraftDoor {
  const client = useDoor();
  const kept = useClient((s) => s.drafts[conversation]);
  const resolve = useMentionNames();
  const labelOf = useCallback(
    (token: string): string | null => {
      const user = /^<@([0-9a-f-]{36})>$/.exec(token)?.[1];
      const department = /^<@&([0-9a-f-]{36})>$/.exec(token)?.[1];
      const name = resolve(
        user ? { kind: 'user', id: user } : department ? { kind: 'department', id: department } : { kind: 'all' },
      );
      return name ? `@${name}` : null;
    },
    [resolve],
  );
  const [text, setShown] = useState('');
  const [labels, setLabels] = useState<MentionLabel[]>([]);
  const saved = useRef<{ rev: number; text: string }>({ rev: 0, text: '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ text, labels });
  latest.current = { text, labels };

  const load = useCallback(
    (encoded: string) => {
      const shown = decodeMentions(encoded, labelOf);
      setShown(shown.text);
      setLabels(shown.labels);
    },
    [labelOf],
  );

  const save = useCallback(
    (value: string) => {
      clearTimeout(timer.current);
      if (value === saved.current.text) return;
      saved.current = { ...saved.current, text: value };
      client.call('conversations.saveDraft', { conversation: conversation as never, text: value }).then(
        (draft) => {
          saved.current = { rev: Math.max(saved.current.rev, draft.rev), text: saved.current.text };
        },
        () => undefined,
      );
    },
    [client, conversation],
  );

  // A draft of another device is shown as long as nothing else is being written here.
  useEffect(() => {
    if (off || !kept || kept.rev <= saved.current.rev) return;
    const mine = encodeMentions(latest.current.text, latest.current.labels);
    if (mine === saved.current.text && kept.text !== mine) load(kept.text);
    saved.current = { rev: kept.rev, text: kept.text };
  }, [kept, off, load]);

  const encoded = useCallback(() => encodeMentions(latest.current.text, latest.current.labels), []);

  useEffect(() => {
    if (off) return;
    const keep = (): void => save(encoded());
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [off, save, encoded]);

  const setText = (value: string): void => {
    setShown(value);
    if (off) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(encoded()), saveAfterMs);
  };

  return {
    text,
    setText,
    labels,
    addLabel: (label) => setLabels((old) => [...old.filter((l) => l.label !== label.label), label]),
    load,
    encoded,
    clear: () => {
      setShown('');
      setLabels([]);
      latest.current = { text: '', labels: [] };
      if (!off) save('');
    },
  };
}
