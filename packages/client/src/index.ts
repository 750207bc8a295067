export { type Client, type ClientOptions, createClient } from './client.ts';
export { indexedDbStore } from './indexeddb-store.ts';
export { reduceOrganization, reduceState } from './reduce-answers.ts';
export { readUpTo, reduceStream } from './reduce-stream.ts';
export {
  emptyState,
  mentionsMe,
  type OutboxItem,
  type Person,
  type State,
  type Status,
  savedKey,
  type Timeline,
} from './state.ts';
export { type Keeping, memoryStore, type Store } from './store.ts';
export { CallError, ConnectionError, type SocketLike } from './transport.ts';
