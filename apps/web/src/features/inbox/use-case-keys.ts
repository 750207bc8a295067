import { usePageKeys } from '../../app/page-keys.ts';
import type { CaseDialogName } from './acts/case-dialogs.tsx';

const press = (act: string): boolean => {
  const button = document.querySelector<HTMLElement>(`[data-act="${act}"]`);
  button?.click();
  return button !== null;
};

/** To the field, with the answer or the note chosen. */
function write(toward: 'outward' | 'private'): void {
  document.querySelector<HTMLElement>(`.case-talk .towards-bar input[value="${toward}"]`)?.click();
  document.querySelector<HTMLElement>('.case-talk .composer textarea')?.focus();
}

const dialogs: Readonly<Record<string, CaseDialogName>> = {
  '/': 'replies',
  m: 'macros',
  a: 'ask',
  f: 'followUp',
  g: 'merge',
  v: 'move',
  c: 'complaint',
  x: 'rating',
};

/** Everything that is done with the case that is open, by keys. */
export function useCaseKeys(open: (dialog: CaseDialogName) => void): void {
  usePageKeys((event) => {
    if (event.ctrlKey || event.metaKey) return null;
    const key = event.key.toLowerCase();
    switch (key) {
      case 'e':
        return () => press('solve-case');
      case 'h':
        return () => press('snooze-case');
      case 't':
        return () => press('take-case');
      case 'r':
        return () => write('outward');
      case 'n':
        return () => write('private');
      default: {
        const dialog = dialogs[key];
        return dialog ? () => open(dialog) : null;
      }
    }
  });
}
