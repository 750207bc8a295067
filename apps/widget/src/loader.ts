import type { SiteIdentity } from '@rapport/contract';
import { isFromFrame, type ToFrame } from './between.ts';

interface Words {
  open: string;
  close: string;
  chat: string;
}
const words: Record<'en' | 'zh', Words> = {
  en: { open: 'Open chat', close: 'Close chat', chat: 'Chat' },
  zh: { open: '打开在线客服', close: '关闭在线客服', chat: '在线客服' },
};

const buttonStyle = {
  all: 'initial',
  width: '56px',
  height: '56px',
  'border-radius': '28px',
  background: '#0b7285',
  color: '#fff',
  cursor: 'pointer',
  'text-align': 'center',
  font: '600 15px/56px system-ui, sans-serif',
  'box-shadow': '0 4px 16px rgb(0 0 0 / 25%)',
};
const frameStyle = {
  all: 'initial',
  position: 'fixed',
  border: '0',
  background: 'transparent',
  'box-shadow': '0 8px 32px rgb(0 0 0 / 25%)',
  'color-scheme': 'light dark',
  'z-index': '2147483001',
};

/** Over whatever the site's own styles say. */
function put(element: HTMLElement | SVGElement, styles: Record<string, string>): void {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, 'important');
}

/** A speech bubble, drawn: not every machine has a font with such a sign. */
function bubble(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute('d', 'M6 4h12a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6l-5 4v-4H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z');
  put(svg, { all: 'initial', display: 'block', width: '28px', height: '28px', margin: '14px auto', cursor: 'inherit' });
  put(path, { fill: '#fff' });
  svg.append(path);
  return svg;
}

/**
 * The one script tag of a site:
 *
 *     <script async src="https://house/widget.js" data-account="…"></script>
 *
 * also `data-language` (`en`, `zh`), and of a signed-in customer `data-user`, `data-hash` (HMAC-SHA256 of the user under the account's identity
 * secret, hex), `data-name`, `data-email`. The site may call `rapport.open()`, `rapport.close()` and `rapport.identify({user, hash, name, email})`.
 * Styles are set on elements one by one: a site's content policy need allow this script and the frame, nothing else.
 */
class Launcher {
  private readonly account: string;
  private readonly house: string;
  private readonly words: Words;
  private readonly language: 'en' | 'zh';
  private readonly corner = document.createElement('div');
  private readonly button = document.createElement('button');
  private frame: HTMLIFrameElement | undefined;
  private shown = false;
  private unread = 0;
  private identity: SiteIdentity | undefined;
  private ready = false;

  constructor(account: string, { src, dataset }: HTMLScriptElement) {
    this.account = account;
    this.house = new URL(src).origin;
    const language = dataset.language || document.documentElement.lang || navigator.language;
    this.language = language.startsWith('zh') ? 'zh' : 'en';
    this.words = words[this.language];
    this.identity = identityOf(dataset);
    this.makeButton();
    addEventListener('resize', () => this.draw());
    addEventListener('message', (event) => this.hear(event));
    document.body.append(this.corner);
    if (isRemembered(this.known)) this.makeFrame();
    this.draw();
  }

  show(wish: boolean): void {
    if (wish) this.makeFrame();
    this.shown = wish;
    this.draw();
    this.tell();
    if (wish) this.frame?.focus();
    else this.button.focus();
  }

  identify(who: SiteIdentity): void {
    this.identity = who;
    this.tell();
  }

  /** Under this the site's storage says that there is a talk to come back to. */
  private get known(): string {
    return `rapport-${this.account}`;
  }

  private makeButton(): void {
    const { button, corner } = this;
    put(corner, { all: 'initial', position: 'fixed', right: '20px', bottom: '20px', 'z-index': '2147483000' });
    button.type = 'button';
    put(button, buttonStyle);
    button.onfocus = () => put(button, { outline: '3px solid #fff', 'outline-offset': '-6px' });
    button.onblur = () => put(button, { outline: 'none' });
    button.onclick = () => this.show(!this.shown);
    corner.append(button);
  }

  private makeFrame(): void {
    if (this.frame) return;
    const frame = document.createElement('iframe');
    frame.title = this.words.chat;
    frame.src = `${this.house}/widget/${this.account}?language=${this.language}`;
    put(frame, frameStyle);
    this.frame = frame;
    this.corner.append(frame);
  }

  private hear({ source, origin, data }: MessageEvent): void {
    if (origin !== this.house || source !== this.frame?.contentWindow || !isFromFrame(data)) return;
    if (data.rapport === 'ready') {
      this.ready = true;
      this.tell();
    } else if (data.rapport === 'close') this.show(false);
    else if (data.rapport === 'colour') put(this.button, { background: data.colour });
    else {
      this.unread = data.unread;
      // The next page of the site opens the frame unseen, so that an answer shows at the button.
      if (data.talking) remember(this.known);
      this.draw();
    }
  }

  /** Once the frame has said that it listens: before, browsers complain in the site's console. */
  private tell(): void {
    if (!this.ready) return;
    const message: ToFrame = {
      rapport: 'page',
      shown: this.shown,
      page: { url: location.href.slice(0, 2_000), title: document.title.slice(0, 300) },
      ...(this.identity ? { identity: this.identity } : {}),
    };
    this.frame?.contentWindow?.postMessage(message, this.house);
  }

  private draw(): void {
    const { button, frame, shown, unread } = this;
    const { open, close } = this.words;
    button.setAttribute('aria-expanded', String(shown));
    button.setAttribute('aria-label', shown ? close : unread > 0 ? `${open} (${unread})` : open);
    button.replaceChildren(shown ? '×' : unread > 0 ? String(Math.min(unread, 99)) : bubble());
    if (!frame) return;
    const narrow = innerWidth < 500;
    put(frame, {
      display: shown ? 'block' : 'none',
      inset: narrow ? '0' : 'auto 20px 88px auto',
      width: narrow ? '100%' : '380px',
      height: narrow ? '100%' : 'min(640px, calc(100vh - 108px))',
      'border-radius': narrow ? '0' : '12px',
    });
    put(button, { visibility: shown && narrow ? 'hidden' : 'visible' });
  }
}

/** What the page may call as `rapport`. */
function begin(script: HTMLScriptElement): void {
  const { account } = script.dataset;
  if (!account) return console.error('Rapport: the script tag says no data-account.');
  const launcher = new Launcher(account, script);
  const rapport = {
    open: () => launcher.show(true),
    close: () => launcher.show(false),
    identify: (who: SiteIdentity) => launcher.identify(who),
  };
  Object.assign(window, { rapport });
}

function identityOf({ user, hash, name, email }: DOMStringMap): SiteIdentity | undefined {
  if (!user || !hash) return undefined;
  return { user, hash, ...(name ? { name } : {}), ...(email ? { email } : {}) };
}

// A site's storage may be shut.
function remember(key: string): void {
  try {
    localStorage.setItem(key, '1');
  } catch {}
}
function isRemembered(key: string): boolean {
  try {
    return localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (script) {
  if (document.body) begin(script);
  else addEventListener('DOMContentLoaded', () => begin(script));
}
