/** Why the server closed a socket (RFC 6455 private codes). */
export const closeCodes = {
  revoked: 4003,
  slowConsumer: 4008,
  badFrame: 4009,
  stopping: 4012,
  /** Too many connections from this caller's address; later there may be room. */
  crowded: 4013,
  /** More frames than a guest may send. */
  tooFast: 4014,
  /** The house could not do what a frame asked; whoever comes again begins anew. */
  failed: 4015,
} as const;
