/**
 * What an icon is called, shown beside it: one element for the whole page instead of a component around each button. Whatever carries
 * `data-tip` has one, above it or where `data-tip-side` says.
 */
const delay = 400;
const gap = 5;

let tip: HTMLElement | undefined;
let of: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

const within = (at: number, size: number, whole: number): number => Math.max(4, Math.min(at, whole - size - 4));

/** What it opened says more, and often lies where the name would be; what was taken from the page has no name any more. */
const isNamed = (element: HTMLElement): boolean =>
  element.isConnected &&
  element.getAttribute('aria-expanded') !== 'true' &&
  ![...document.querySelectorAll('[role=menu]')].some((menu) => !menu.contains(element));

/** A menu may open without a hand on the button, and a page may go while the pointer rests. */
const changes = new MutationObserver(() => of && !isNamed(of) && hide());

function show(): void {
  if (!of || !isNamed(of)) return;
  tip ??= document.createElement('div');
  tip.className = 'tip';
  tip.ariaHidden = 'true';
  tip.textContent = of.dataset.tip ?? '';
  document.body.append(tip);
  changes.observe(document.body, { childList: true, subtree: true, attributeFilter: ['aria-expanded'] });
  const { left, right, top, bottom, width, height } = of.getBoundingClientRect();
  const aside = of.dataset.tipSide === 'right';
  const above = top - gap - tip.offsetHeight;
  const x = aside ? right + gap : left + (width - tip.offsetWidth) / 2;
  const y = aside ? top + (height - tip.offsetHeight) / 2 : above < 4 ? bottom + gap : above;
  tip.style.left = `${within(x, tip.offsetWidth, innerWidth)}px`;
  tip.style.top = `${within(y, tip.offsetHeight, innerHeight)}px`;
}

function hide(): void {
  clearTimeout(timer);
  of = null;
  changes.disconnect();
  tip?.remove();
}

function come({ target }: Event): void {
  const next = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
  if (next === of) return;
  hide();
  of = next;
  if (next) timer = setTimeout(show, delay);
}

/** Shows the names of what the pointer rests on, or the keyboard goes to, from now on. */
export function watchTips(): void {
  addEventListener('pointerover', (event) => event.pointerType === 'mouse' && come(event));
  addEventListener(
    'focusin',
    (event) => event.target instanceof Element && event.target.matches(':focus-visible') && come(event),
  );
  for (const gone of ['pointerdown', 'keydown', 'focusout', 'blur', 'wheel'] as const)
    addEventListener(gone, hide, { passive: true });
  document.documentElement.addEventListener('pointerleave', hide);
}
