import { z } from 'zod';
import { Counter, Instant, UserId } from './ids.ts';

/**
 * Something about the signing of a message, in the order it happened. `asked`: somebody is asked to sign; `signed`, `declined`; `withdrawn`: a
 * signer takes back what `of` names, which stays; `revoked`: the link that `of` made works no more.
 */
export const SigningEvent = z.object({
  ev: Counter,
  at: Instant,
  kind: z.enum(['asked', 'signed', 'declined', 'withdrawn', 'revoked']),
  /** The version of the message it is about, by its `ev`. */
  version: Counter,
  /** Who signs; somebody from outside has a name only. */
  user: UserId.optional(),
  /** As it was then. */
  name: z.string(),
  organization: z.string().optional(),
  /** Who asked. */
  by: UserId.optional(),
  /** The event that this one answers or takes back. */
  of: Counter.optional(),
  /** What the signer declares, or why it was declined or withdrawn. */
  words: z.string().optional(),
  /** Of a link for somebody from outside: its id, and how long it works. */
  link: z.uuid().optional(),
  until: Instant.optional(),
});
export type SigningEvent = z.infer<typeof SigningEvent>;

/** What a signature says in the ledger, part `signature`: the event without its place, and what was signed. */
export type SigningContent = Omit<SigningEvent, 'ev'> & {
  /** How the signer was known: by the password again, or by a link made for them. */
  how?: 'password' | 'link';
  /** Root of the parts of the version (line 8 of its leaf), base64. */
  root?: string;
};
/** How it reached the house, part `capture`: shown to nobody who merely sees the message. */
export interface SigningCapture {
  ip?: string;
  agent?: string;
  mail?: string;
}
