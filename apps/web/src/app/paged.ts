import { sentenceOf } from './errors.ts';

export interface Page<T> {
  items: readonly T[];
  next?: string | undefined;
}

/** What stands of a list. */
export interface Standing<T> {
  items: readonly T[];
  /** Whether anything was answered, be it a refusal. */
  loaded: boolean;
  loading: boolean;
  error: string | null;
  /** Where to go on: after what has come, or again where it failed; null on the last page. */
  rest: { cursor: string | undefined } | null;
}

type Ask<T> = (cursor: string | undefined) => Promise<Page<T>>;

/** Asks most of a reload: what lies further down comes again when it is scrolled to. */
const mostAgain = 10;

/**
 * A list that is asked for page by page. One question at a time: a page asked for twice would stand there twice. What fails keeps
 * what is there and can be asked for again.
 */
export class Paged<T> {
  standing: Standing<T> = { items: [], loaded: false, loading: false, error: null, rest: { cursor: undefined } };
  /** False once nobody shows it: nothing more is asked for, and what still comes is let go. */
  shown = true;
  private readonly ask: Ask<T>;
  private readonly draw: () => void;
  private doing: 'more' | 'again' | null = null;
  private waiting: 'more' | 'again' | null = null;

  constructor(ask: Ask<T>, draw: () => void) {
    this.ask = ask;
    this.draw = draw;
  }

  private put(next: Partial<Standing<T>>): void {
    this.standing = { ...this.standing, ...next };
    if (this.shown) this.draw();
  }

  private async run(what: 'more' | 'again'): Promise<void> {
    if (this.doing) {
      if (what === 'again') this.waiting = 'again';
      else if (this.doing === 'again') this.waiting ??= 'more';
      return;
    }
    this.doing = what;
    const { items, rest } = this.standing;
    const from = rest?.cursor;
    this.put({ loading: true });
    try {
      if (what === 'again') {
        const whole = await this.pages(items.length);
        if (this.shown) this.put({ ...whole, error: null });
      } else {
        const page = await this.ask(from);
        this.put({ items: [...items, ...page.items], rest: restOf(page), error: null });
      }
    } catch (error) {
      this.put({ error: sentenceOf(error) });
    }
    this.put({ loading: false, loaded: true });
    const { waiting } = this;
    this.doing = null;
    this.waiting = null;
    if (waiting && this.shown) await this.run(waiting);
  }

  /** From the beginning, as much as was there. */
  private async pages(length: number): Promise<Pick<Standing<T>, 'items' | 'rest'>> {
    let items: readonly T[] = [];
    let rest: Standing<T>['rest'] = { cursor: undefined };
    for (let asked = 0; rest && this.shown && asked < mostAgain && (asked === 0 || items.length < length); asked++) {
      const page = await this.ask(rest.cursor);
      items = [...items, ...page.items];
      rest = restOf(page);
    }
    return { items, rest };
  }

  /** The next page; nothing on the last one. */
  more(): Promise<void> {
    return this.standing.rest ? this.run('more') : Promise.resolve();
  }

  /** Something moved: what is there is asked for again, and stays until the answer is here. */
  again(): Promise<void> {
    return this.run('again');
  }

  /** Puts a newer row in place of an older one; `null` takes it out. */
  replace(match: (row: T) => boolean, row: T | null): void {
    this.put({ items: this.standing.items.flatMap((one) => (match(one) ? (row === null ? [] : [row]) : [one])) });
  }
}

const restOf = ({ next }: Page<unknown>): Standing<unknown>['rest'] => (next ? { cursor: next } : null);
