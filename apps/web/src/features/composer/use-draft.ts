import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import { decodeMentions, encodeMentions, type MentionLabel } from './mention-text.ts';
import { forgetAllUnsent, forgetUnsent, keepUnsent, unsentDraft } from './unsent-draft.ts';

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
  const client = useDoor();
  const [unsent] = useState(() => {
    const mine = unsentDraft(conversation, client.state.me?.user.id);
    // What another device wrote after it counts.
    return mine && mine.at >= (client.state.drafts[conversation]?.at ?? 0) ? mine.text : null;
  });
  const [written, setWritten] = useState(() => (unsent ? decodeMentions(unsent, labelOf) : nothing));
  const latest = useRef(written);
  latest.current = written;
  const encoded = useCallback(() => encodeMentions(latest.current.text, latest.current.labels), []);
  const load = useCallback((source: string) => setWritten(decodeMentions(source, labelOf)), [labelOf]);
  const keeping = useKeeping(conversation, { off, begun: unsent === null ? '' : null }, encoded);
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

/** What the house has; `null` while it could not be told what stands here. */
type Saved = RefObject<{ rev: number; text: string | null }>;

/** Saves the draft a moment after the last key, at once when the page is left, and when the house is there again. */
function useKeeping(
  conversation: string,
  { off, begun }: { off: boolean; begun: string | null },
  encoded: () => string,
): { saved: Saved; save(text: string): void; later(): void } {
  const client = useDoor();
  const online = useStatus() === 'online';
  const saved: Saved = useRef({ rev: 0, text: begun });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = useCallback(
    (text: string) => {
      clearTimeout(timer.current);
      if (client.state.signedOut) return forgetAllUnsent();
      if (text === saved.current.text) return;
      saved.current = { ...saved.current, text };
      const user = client.state.me?.user.id ?? '';
      keepUnsent(conversation, user, text);
      client.call('conversations.saveDraft', { conversation: conversation as never, text }).then(
        (draft) => {
          saved.current = { rev: Math.max(saved.current.rev, draft.rev), text: saved.current.text };
          forgetUnsent(conversation, user, text);
        },
        () => {
          if (saved.current.text === text) saved.current = { ...saved.current, text: null };
        },
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
  useEffect(() => {
    if (online && !off && saved.current.text === null) save(encoded());
  }, [online, off, save, encoded]);
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
    // What the house could not be told yet is still to be told.
    saved.current = { rev: kept.rev, text: saved.current.text === null ? null : kept.text };
  }, [kept, off, saved, encoded, load]);
}
