import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { type FocusEvent, useSyncExternalStore } from 'react';
import { IconButton } from './icon-button.tsx';
import { keyNames } from './key-names.ts';
import { usePageKeys } from './page-keys.ts';
import { useTranslation } from './translation.tsx';

export interface Toast {
  kind: 'danger' | 'success' | 'info';
  text: string;
  action?: { label: string; run(): void };
  /** Stays until it is closed or acted upon. */
  stays?: boolean;
}

interface Shown extends Toast {
  id: number;
}

/** Milliseconds a toast stands. A way back is a promise: it stays long enough to be read, thought about and reached. */
const lives = { said: 5_000, danger: 8_000, action: 10_000 };

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();
/** Under the pointer, or with the focus in it, nothing goes: somebody reads or is about to act. */
const attended = { pointer: false, focus: false };

const lifeOf = ({ action, kind }: Shown): number => (action ? lives.action : kind === 'danger' ? lives.danger : lives.said);

/** Each that is shown has its time from now on, or none while it is attended to. */
function time(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  if (attended.pointer || attended.focus) return;
  for (const one of shown)
    if (!one.stays)
      timers.set(
        one.id,
        setTimeout(() => dismiss(one.id), lifeOf(one)),
      );
}

function attend(how: keyof typeof attended, on: boolean): void {
  if (attended[how] === on) return;
  attended[how] = on;
  time();
}

const tell = (next: readonly Shown[]): void => {
  shown = next;
  for (const listener of listeners) listener();
};

function dismiss(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  tell(shown.filter((t) => t.id !== id));
  // What is gone tells of no pointer and no focus that leave it.
  if (shown.length === 0) Object.assign(attended, { pointer: false, focus: false });
}

/** Says something at the edge of the window for some seconds; the same words are not stacked. */
export function toast(toast: Toast): void {
  const id = ++lastId;
  tell([...shown.filter((t) => t.text !== toast.text), { ...toast, id }].slice(-3));
  time();
}

/** Takes away what is said in these words: what it offers was done by another way. */
export function unsay(text: string): void {
  const said = shown.find((one) => one.text === text);
  if (said) dismiss(said.id);
}

function run(one: Shown): void {
  dismiss(one.id);
  one.action?.run();
}

const marks = { danger: IconAlertTriangle, success: IconCheck, info: IconInfoCircle };

/** How one is acted upon from anywhere but a field. */
const undoKeys = `${keyNames.control} Z`;

/** What had the focus before it came among the toasts: there it goes back to when one was acted upon. */
let before: Element | null = null;

const onFocus = ({ currentTarget, relatedTarget }: FocusEvent): void => {
  if (relatedTarget instanceof Element && !currentTarget.contains(relatedTarget)) before = relatedTarget;
  attend('focus', true);
};

const onBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
  if (!currentTarget.contains(relatedTarget)) attend('focus', false);
};

/** With the one that has the focus gone, the focus goes back to where it came from. */
function leave(work: () => void): void {
  work();
  attend('focus', false);
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}

export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  usePageKeys(({ ctrlKey, metaKey, shiftKey, key }) => {
    const back = shown.findLast(({ action, stays }) => action && !stays);
    return back && (ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === 'z' ? () => run(back) : null;
  });
  return (
    <section
      className="toasts"
      aria-live="polite"
      aria-label="Rapport"
      onPointerEnter={() => attend('pointer', true)}
      onPointerLeave={() => attend('pointer', false)}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      {toasts.map((one) => (
        <ToastLine key={one.id} one={one} />
      ))}
    </section>
  );
}

function ToastLine({ one }: { one: Shown }) {
  const { t } = useTranslation('app');
  const Mark = marks[one.kind];
  return (
    <div className="toast" data-kind={one.kind} role={one.kind === 'danger' ? 'alert' : 'status'}>
      <span className="toast-mark">
        <Mark size={18} aria-hidden />
      </span>
      <div className="toast-text">
        <span>{one.text}</span>
        {one.action && (
          <button
            type="button"
            className="link-button"
            onClick={() => leave(() => run(one))}
            {...(one.stays ? {} : { 'aria-keyshortcuts': 'Control+Z Meta+Z', title: undoKeys })}
          >
            {one.action.label}
          </button>
        )}
      </div>
      <IconButton label={t('close')} size={28} onClick={() => leave(() => dismiss(one.id))}>
        <IconX size={16} />
      </IconButton>
    </div>
  );
}
