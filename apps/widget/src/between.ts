import type { SiteIdentity } from '@rapport/contract';

/** What the site's page (the loader) and the frame say to each other by `postMessage`. Both ends name the other's origin where it is known. */
export type ToFrame = {
  rapport: 'page';
  /** Whether the frame is shown. */
  shown: boolean;
  identity?: SiteIdentity;
  page: { url: string; title: string };
};

export type FromFrame =
  | { rapport: 'ready' }
  | { rapport: 'close' }
  /** Answers that the visitor has not seen. `talking`: there is a talk to come back to. */
  | { rapport: 'news'; unread: number; talking: boolean }
  | { rapport: 'colour'; colour: string };

export const isFromFrame = (data: unknown): data is FromFrame =>
  typeof data === 'object' && data !== null && typeof (data as { rapport?: unknown }).rapport === 'string';
