import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import { decodeMentions, encodeMentions, type MentionLabel } from './mention-text.ts';

export interface DraftDoor {
  text: string;
  setText(text: string): void;
  addLabel(label: MentionLabel): void;
  /** Replaces everything by a message's text, its mentions turned into labels. */
  load(encoded: string): void;
  /** What is written, as a message carries it. */
  encoded(): string;
  /** Empties the field and the draft on all devices. */
  clear(): void;
}

interface Written {
  text: string;
  labels: readonly MentionLabel[];
}

const saveAfterMs = 1200;
const nothing: Written = { text: '', labels: [] };

/** The unsent text of a conversation, the same on all my devices. While `off` (editing a message) nothing is kept. */
export function useDraft(conversation: string, off: boolean): DraftDoor {
  const labelOf = useLabels();
  const [written, setWritten] = useState(nothing);
  const latest = useRef(written);
  latest.current = written;
  const encoded = useCallback(() => encodeMentions(latest.current.text, latest.current.labels), []);
  const load = useCallback((source: string) => setWritten(decodeMentions(source, labelOf)), [labelOf]);
  const keeping = useKeeping(conversation, off, encoded);
  useOtherDevices(conversation, off, keeping.saved, encoded, load);

  return {
    text: written.text,
    setText: (text) => {
      setWritten((old) => ({ ...old, text }));
      if (!off) keeping.later();
    },
    addLabel: (label) => setWritten((old) => ({ ...old, labels: [...old.labels.filter((l) => l.label !== label.label), label] })),
    load,
    encoded,
    clear: () => {
      setWritten(nothing);
      latest.current = nothing;
      if (!off) keeping.save('');
    },
  };
}

/** `<@uuid>` → `@name`, where the name is known. */
export function useLabels(): (token: string) => string | null {
  const resolve = useMentionNames();
  return useCallback(
    (token) => {
      const user = /^<@([0-9a-f-]{36})>$/.exec(token)?.[1];
      const department = /^<@&([0-9a-f-]{36})>$/.exec(token)?.[1];
      const target = user
        ? ({ kind: 'user', id: user } as const)
        : department
          ? ({ kind: 'department', id: department } as const)
          : ({ kind: 'all' } as const);
      const name = resolve(target);
      return name ? `@${name}` : null;
    },
    [resolve],
  );
}

type Saved = RefObject<{ rev: number; text: string }>;

/** Saves the draft a moment after the last key, and at once when the page is left. */
function useKeeping(
  conversation: string,
  off: boolean,
  encoded: () => string,
): { saved: Saved; save(text: string): void; later(): void } {
  const client = useDoor();
  const saved = useRef({ rev: 0, text: '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = useCallback(
    (text: string) => {
      clearTimeout(timer.current);
      if (text === saved.current.text) return;
      saved.current = { ...saved.current, text };
      client.call('conversations.saveDraft', { conversation: conversation as never, text }).then(
        (draft) => {
          saved.current = { rev: Math.max(saved.current.rev, draft.rev), text: saved.current.text };
        },
        () => undefined,
      );
    },
    [client, conversation],
  );
  useEffect(() => {
    if (off) return;
    const keep = (): void => save(encoded());
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [off, save, encoded]);
  const later = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(encoded()), saveAfterMs);
  };
  return { saved, save, later };
}

/** A draft of another device is shown as long as nothing else is being written here. */
function useOtherDevices(
  conversation: string,
  off: boolean,
  saved: Saved,
  encoded: () => string,
  load: (source: string) => void,
): void {
  const kept = useClient((s) => s.drafts[conversation]);
  useEffect(() => {
    if (off || !kept || kept.rev <= saved.current.rev) return;
    const mine = encoded();
    if (mine === saved.current.text && kept.text !== mine) load(kept.text);
    saved.current = { rev: kept.rev, text: kept.text };
  }, [kept, off, saved, encoded, load]);
}
