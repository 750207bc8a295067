import type { Conversation, Message, MyState, StreamFrame } from '@rapport/contract';
import { emptyState, type State, type Timeline } from './state.ts';

export const here = '01900000-0000-7000-8000-000000000001' as never;
export const me = '01900000-0000-7000-8000-00000000000a' as never;
export const you = '01900000-0000-7000-8000-00000000000b' as never;

export const mine = (more: Partial<MyState> = {}): MyState => ({
  rev: 1,
  role: 'member',
  fromSeq: 1,
  readSeq: 0,
  unread: 0,
  mentions: 0,
  unreadFrom: null,
  notify: 'all',
  mutedUntil: null,
  folder: null,
  favourite: false,
  hiddenSeq: null,
  position: null,
  left: false,
  ...more,
});

export const conversation = (ev: number, more: Partial<Conversation> = {}): Conversation => ({
  id: here,
  kind: 'group',
  name: 'G',
  purpose: '',
  visibility: 'private',
  posting: 'all',
  archived: false,
  noForward: false,
  memberCount: 2,
  guestCount: 0,
  createdAt: 1,
  ev,
  seq: ev,
  last: null,
  me: mine(),
  ...more,
});

export const message = (seq: number, more: Partial<Message> = {}): Message => ({
  conversation: here,
  seq,
  ev: seq,
  clientId: `client-${seq}`,
  sender: you,
  at: seq,
  text: `message ${seq}`,
  ...more,
});

export const windowOf = (from: number, to: number, more: Partial<Timeline> = {}): Timeline => ({
  ev: to,
  messages: Array.from({ length: to - from + 1 }, (_, i) => message(from + i)),
  hasOlder: false,
  hasNewer: false,
  loading: null,
  ...more,
});

/** A client that is signed in and holds one conversation. */
export const stateWith = (c: Conversation, timeline?: Timeline, more: Partial<State> = {}): State => ({
  ...emptyState,
  status: 'online',
  synced: true,
  epoch: 'e',
  me: { user: { id: me }, permissions: [], scoped: [], departments: [], organization: { stream: 'organization' } } as never,
  conversations: { [c.id]: c },
  timelines: timeline ? { [c.id]: timeline } : {},
  ...more,
});

type Kind = StreamFrame['type'];
export const frame = <K extends Kind>(type: K, ev: number, data: object): StreamFrame =>
  ({ stream: here, prev: ev - 1, ev, type, actor: you, at: ev, ...data }) as StreamFrame;
