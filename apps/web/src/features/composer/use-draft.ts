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

/** Milliseconds without a key after which the device keeps what is written. */
const keepAfter = 300;
const nothing: Written = { text: '', labels: [] };

/** The unsent text of a conversation, the same on all my devices. While `off` (editing a message) nothing is kept. */
export function useDraft(conversation: string, off: boolean): DraftDoor {
  const labelOf = useLabels();
  const client = useDoor();
  const [unsent] = useState(() => client.drafts.unsent(conversation));
  const [written, setWritten] = useState(() => (unsent ? decodeMentions(unsent, labelOf) : nothing));
  const latest = useRef(written);
  latest.current = written;
  const encoded = useCallback(() => encodeMentions(latest.current.text, latest.current.labels), []);
  const load = useCallback((source: string) => setWritten(decodeMentions(source, labelOf)), [labelOf]);
  const keeping = useKeeping(conversation, { off, begun: unsent ?? '' }, encoded);
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
      if (!off) keeping.save('', true);
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

/** What of the house's draft is known here, and what was kept last. */
type Saved = RefObject<{ rev: number; text: string }>;

/** Keeps the draft a moment after the last key, and at once when the page is left; the client tells the house. */
function useKeeping(
  conversation: string,
  { off, begun }: { off: boolean; begun: string },
  encoded: () => string,
): { saved: Saved; save(text: string, now?: boolean): void; later(): void } {
  const client = useDoor();
  const saved: Saved = useRef({ rev: 0, text: begun });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = useCallback(
    (text: string, now = false) => {
      clearTimeout(timer.current);
      if (text === saved.current.text) return;
      saved.current = { ...saved.current, text };
      client.drafts.write(conversation, text, now);
    },
    [client, conversation],
  );
  useEffect(() => {
    if (off) return;
    const keep = (): void => save(encoded(), true);
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [off, save, encoded]);
  const later = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(encoded()), keepAfter);
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
  const client = useDoor();
  const kept = useClient((s) => s.drafts[conversation]);
  useEffect(() => {
    if (off || !kept || kept.rev <= saved.current.rev) return;
    // What the house could not be told yet is still to be told.
    if (client.drafts.unsent(conversation) !== null) return;
    const mine = encoded();
    if (mine === saved.current.text && kept.text !== mine) load(kept.text);
    saved.current = { rev: kept.rev, text: kept.text };
  }, [client, conversation, kept, off, saved, encoded, load]);
}
