/** The part of a service worker's world that is used here: the browser's own types of it do not go together with those of pages. */
export interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  /** The page that a navigation makes. */
  readonly resultingClientId: string;
  respondWith(answer: Promise<Response>): void;
}

export interface MessageFromPage extends WorkerEvent {
  readonly data: unknown;
}

export interface PushMessage extends WorkerEvent {
  readonly data: { json(): unknown } | null;
}

export interface NotificationTouched extends WorkerEvent {
  readonly notification: Notification;
  readonly action: string;
}

export interface WindowClient {
  readonly id: string;
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<WindowClient>;
  navigate(url: string): Promise<WindowClient | null>;
  postMessage(message: unknown): void;
}

interface Events {
  install: WorkerEvent;
  activate: WorkerEvent;
  fetch: FetchEvent;
  message: MessageFromPage;
  push: PushMessage;
  notificationclick: NotificationTouched;
  pushsubscriptionchange: WorkerEvent;
}

/** A file of the build; hashed names need no revision. */
export interface BuiltFile {
  url: string;
  revision: string | null;
}

export interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly navigator: Navigator;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
  };
  /** What the build wrote, put in by it. */
  readonly __WB_MANIFEST: readonly BuiltFile[];
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): void;
}
