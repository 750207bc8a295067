import { z } from 'zod';
import { DepartmentId, Instant, line, SessionId, TokenId, UserId, uuid } from './ids.ts';
import { command, done, query } from './method.ts';
import { Email, Invitation, LanguageTag, Me, Password, personName, TimeZone } from './people.ts';

/** A secret out of a link. */
const LinkToken = z.string().min(20).max(100);
/** Six digits; spaces as authenticator apps show them are taken out. */
const Code = z
  .string()
  .max(20)
  .transform((code) => code.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/));
const RecoveryCode = z.string().min(8).max(40);
const signedIn = z.object({ user: UserId, session: SessionId });

export const Session = z.object({
  id: SessionId,
  /** `Firefox on Linux`, from the user agent. */
  device: z.string(),
  ip: z.string(),
  createdAt: Instant,
  /** To the minute. */
  seenAt: Instant,
  expiresAt: Instant,
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const Token = z.object({
  id: TokenId,
  user: UserId,
  name: z.string(),
  /** The first characters, to tell tokens apart. */
  hint: z.string(),
  createdAt: Instant,
  seenAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
});
export type Token = z.infer<typeof Token>;

const newToken = z.object({
  token: Token,
  /** Shown once; only its hash is kept. */
  secret: z.string(),
});
const tokenFor = { name: line(60), days: z.int().min(1).max(3650).nullable().default(null) };

/** Signing in and what guards an account. Cookies are set on HTTP answers only. */
export const accountMethods = {
  'people.setUpState': query({
    summary: 'Whether this server still has to be set up, and what its sign-in page shows',
    auth: 'none',
    input: z.strictObject({}),
    output: z.object({
      needed: z.boolean(),
      organizationName: z.string().nullable(),
      defaultLanguage: LanguageTag,
      languages: z.array(LanguageTag),
      /** Whether the server can send mail: without it an administrator hands out links. */
      mail: z.boolean(),
      passwordMin: z.int(),
    }),
  }),
  'people.setUp': command({
    summary: 'Set up the organization and its owner with the one-time link, and sign in',
    secret: true,
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({
      token: LinkToken,
      organizationName: line(100),
      name: personName,
      email: Email,
      password: Password,
      language: LanguageTag.default('zh-CN'),
      timeZone: TimeZone.optional(),
    }),
    output: signedIn,
    errors: ['link-not-valid', 'set-up-done', 'weak-password'],
  }),
  'people.signIn': command({
    summary: 'Sign in: `second-factor-needed` asks to call again with a code or a recovery code',
    secret: true,
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({
      email: z.string().trim().min(1).max(254),
      password: Password,
      code: Code.optional(),
      recoveryCode: RecoveryCode.optional(),
    }),
    output: signedIn,
    errors: ['wrong-credentials', 'second-factor-needed', 'wrong-code', 'locked-out', 'account-deactivated'],
  }),
  'people.signOut': command({
    summary: 'End this session',
    input: z.strictObject({}),
    output: done,
  }),
  'people.me': query({
    summary: 'Who I am here, what I may do, and the organization',
    input: z.strictObject({}),
    output: Me,
  }),
  'people.invitation': query({
    summary: 'Look at an invitation by its link',
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({ token: LinkToken }),
    output: z.object({
      organizationName: z.string(),
      email: z.string(),
      role: z.enum(['member', 'guest']),
      language: LanguageTag,
      invitedBy: z.string().nullable(),
      expiresAt: Instant,
    }),
    errors: ['link-not-valid'],
  }),
  'people.acceptInvitation': command({
    summary: 'Join with an invitation, and sign in',
    secret: true,
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({
      token: LinkToken,
      name: personName,
      password: Password,
      language: LanguageTag.optional(),
      timeZone: TimeZone.optional(),
    }),
    output: signedIn,
    errors: ['link-not-valid', 'already-exists', 'weak-password'],
  }),
  'people.requestReset': command({
    summary: 'Have a link to a new password mailed; answers the same whether the address is known or not',
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({ email: Email }),
    output: z.object({ mail: z.boolean() }),
  }),
  'people.resetPassword': command({
    summary: 'Set a new password with a link; all sessions end',
    secret: true,
    auth: 'none',
    rate: 'sign-in',
    input: z.strictObject({ token: LinkToken, password: Password }),
    output: done,
    errors: ['link-not-valid', 'weak-password'],
  }),
  'people.changePassword': command({
    summary: 'Change my password; my other sessions end',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ password: Password, newPassword: Password }),
    output: done,
    errors: ['wrong-credentials', 'locked-out', 'weak-password'],
  }),
  'people.startSecondFactor': command({
    summary: 'Begin to set up an authenticator app (RFC 6238)',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ password: Password }),
    output: z.object({
      /** For a QR code. */
      url: z.string(),
      /** Base32, to type by hand. */
      secret: z.string(),
    }),
    errors: ['wrong-credentials', 'locked-out', 'already-exists'],
  }),
  'people.confirmSecondFactor': command({
    summary: 'Finish it with a first code; answers ten recovery codes, shown once',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ code: Code }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['wrong-code', 'conflict', 'locked-out'],
  }),
  'people.disableSecondFactor': command({
    summary: 'Sign in without a code from now on',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ password: Password }),
    output: done,
    errors: ['wrong-credentials', 'locked-out'],
  }),
  'people.renewRecoveryCodes': command({
    summary: 'Ten new recovery codes; the old ones end',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ password: Password }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['wrong-credentials', 'locked-out', 'conflict'],
  }),
  'people.sessions': query({
    summary: 'Where I am signed in, last used first',
    input: z.strictObject({}),
    output: z.object({ sessions: z.array(Session) }),
  }),
  'people.revokeSession': command({
    summary: 'End one of my sessions at once',
    input: z.strictObject({ session: SessionId }),
    output: done,
    errors: ['not-found'],
  }),
  'people.revokeOtherSessions': command({
    summary: 'End all my sessions but this one',
    input: z.strictObject({}),
    output: z.object({ ended: z.int() }),
  }),
  'people.sessionsOf': query({
    summary: 'Where somebody is signed in, for whoever manages them; last used first',
    input: z.strictObject({ user: UserId }),
    output: z.object({ sessions: z.array(Session.omit({ current: true })) }),
    errors: ['not-found'],
  }),
  'people.endSessionsOf': command({
    summary: 'End one session of somebody, or all, at once; audited',
    input: z.strictObject({ user: UserId, session: SessionId.optional() }),
    output: z.object({ ended: z.int() }),
    errors: ['not-found'],
  }),
  'people.tokens': query({
    summary: 'My access tokens, or those of a bot',
    input: z.strictObject({ bot: UserId.optional() }),
    output: z.object({ tokens: z.array(Token) }),
    errors: ['not-found'],
  }),
  'people.createToken': command({
    summary: 'Make an access token of my own, after my password',
    secret: true,
    rate: 'sign-in',
    input: z.strictObject({ password: Password, ...tokenFor }),
    output: newToken,
    errors: ['wrong-credentials', 'locked-out', 'quota-exceeded'],
  }),
  'people.createBot': command({
    summary: 'Make a bot',
    input: z.strictObject({ name: personName, title: z.string().trim().max(120).default('') }),
    output: z.object({ user: UserId }),
  }),
  'people.createBotToken': command({
    summary: 'Make a token for a bot',
    secret: true,
    input: z.strictObject({ bot: UserId, ...tokenFor }),
    output: newToken,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'people.revokeToken': command({
    summary: 'End a token of mine, or of a bot',
    input: z.strictObject({ token: TokenId }),
    output: done,
    errors: ['not-found'],
  }),
  'people.invite': command({
    summary: 'Invite by email; links are answered when the server cannot send mail',
    secret: true,
    input: z.strictObject({
      emails: z.array(Email).min(1).max(100),
      role: z.enum(['member', 'guest']).default('member'),
      department: DepartmentId.optional(),
      language: LanguageTag.optional(),
    }),
    output: z.object({
      invited: z.array(z.object({ invitation: Invitation, link: z.string().nullable() })),
      /** Who has an account already. */
      known: z.array(z.string()),
    }),
    errors: ['not-found', 'quota-exceeded'],
  }),
  'people.checkAddresses': query({
    summary: 'Which of these addresses have an account or an open invitation, before inviting them',
    input: z.strictObject({ emails: z.array(Email).min(1).max(1000) }),
    output: z.object({ known: z.array(z.string()), invited: z.array(z.string()) }),
  }),
  'people.invitations': query({
    summary: 'Open invitations, newest first: all, or those into departments for which one may invite',
    input: z.strictObject({}),
    output: z.object({ invitations: z.array(Invitation) }),
  }),
  'people.revokeInvitation': command({
    summary: 'Take an invitation back',
    input: z.strictObject({ invitation: uuid() }),
    output: done,
    errors: ['not-found'],
  }),
  'people.createResetLink': command({
    summary: 'Make a reset link for somebody, to hand over; audited',
    secret: true,
    input: z.strictObject({ user: UserId, endSecondFactor: z.boolean().default(false) }),
    output: z.object({ link: z.string(), expiresAt: Instant }),
    errors: ['not-found'],
  }),
};
