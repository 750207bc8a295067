/** A browser or device that asked for pushes (Push API, RFC 8030; keys of RFC 8291, base64url). */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** What travels: few bytes, and how the service in between should treat them (RFC 8030 §5). */
export interface PushNote {
  body: string;
  /** A newer note of the same topic takes the place of one that still waits; ≤ 32 base64url characters. */
  topic: string;
  urgency: 'normal' | 'high';
  /** Seconds a note is kept for a device that cannot be reached. */
  ttl: number;
}

/** `gone`: the subscription has ended; `later`: try again, in milliseconds when the service says so; `refused`: never will. */
export type PushOutcome = { kind: 'sent' } | { kind: 'gone' } | { kind: 'refused' } | { kind: 'later'; after?: number };

/** One way of pushing. Others (a vendor's push, mail while unread) join by doing the same. */
export interface PushTransport {
  /** What a device needs to subscribe. */
  readonly publicKey: string;
  /** Whether this can be a target: a well-formed address that may be reached, usable keys. */
  accepts(target: PushTarget): Promise<boolean>;
  /** Never throws for what the other side does. */
  send(target: PushTarget, note: PushNote): Promise<PushOutcome>;
}
