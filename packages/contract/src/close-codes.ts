/** Why the server closed a socket (RFC 6455 private codes). */
export const closeCodes = {
  revoked: 4003,
  slowConsumer: 4008,
  badFrame: 4009,
  stopping: 4012,
  /** Too many connections from this caller's address; later there may be room. */
  crowded: 4013,
} as const;
