import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { closedSearch, conversationSearch, subjectOf } from '../../app/addresses.ts';
import { useDoor } from '../../app/client.tsx';
import { listRows, neighbourOf } from '../conversations/naming.ts';
import type { ShellDoor } from './shell-context.ts';

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const inDialog = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[role=dialog]') !== null;

/** Keys that work everywhere. None is read while an input method composes. */
export function useGlobalKeys(shell: ShellDoor): void {
  const client = useDoor();
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    const current = (): string | null => /^\/c\/([^/?]+)/.exec(router.state.location.pathname)?.[1] ?? null;
    const step = (by: 1 | -1, unread: boolean): void => {
      const rows = listRows(Object.values(client.state.conversations), () => true, {
        folders: Object.values(client.state.folders),
      });
      const next = neighbourOf(rows, current(), by, unread);
      if (next) void navigate({ to: '/c/$conversation', params: { conversation: next }, search: {} });
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        shell.openSwitcher();
      } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        step(event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
      } else if (event.key === '?' && !isWriting(event.target)) {
        event.preventDefault();
        shell.openHelp();
      } else if (event.key === 'Escape' && !isWriting(event.target) && !inDialog(event.target)) closePanel();
    };
    const closePanel = (): void => {
      const here = current();
      const search = conversationSearch(router.state.location.search);
      if (here && (search.panel || subjectOf(search)))
        void navigate({ to: '/c/$conversation', params: { conversation: here }, search: closedSearch(search) });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [client, navigate, router, shell]);
}
