/** Short names of trouble to the words that say it, and what to do about it. Others are shown as they are. */
const troubles = {
  network: 'troubleNetwork',
  time: 'troubleTime',
  address: 'troubleAddress',
  port: 'troubleAddress',
  'address-address': 'troubleAddress',
  'address-port': 'troubleAddress',
  'address-scheme': 'troubleAddress',
  tls: 'troubleTls',
  credentials: 'troubleCredentials',
  'sign-in': 'troubleCredentials',
  'secret-missing': 'troubleSecret',
  protocol: 'troubleProtocol',
  refused: 'troubleRefused',
  signature: 'troubleSignature',
  expired: 'troubleExpired',
  EADDRINUSE: 'troublePortTaken',
  EACCES: 'troublePortClosed',
  'vendor-40164': 'troubleWhitelist',
  'vendor-60020': 'troubleWhitelist',
  'vendor-61004': 'troubleWhitelist',
  'vendor-40001': 'troubleVendorSecret',
  'vendor-40125': 'troubleVendorSecret',
  'vendor-40013': 'troubleVendorId',
  'vendor-48001': 'troubleVendorRights',
  'vendor-48002': 'troubleVendorRights',
  'outcome-unknown': 'troubleUnknown',
  'no-answer': 'troubleTime',
  'no-outgoing-server': 'troubleNoOutgoing',
  'too-big': 'troubleTooBig',
  'file-gone': 'troubleFileGone',
  'no-address': 'troubleNoOutgoing',
  'oauth-later': 'troubleTokenLater',
  'oauth-secret': 'troubleClientSecret',
  'oauth-secret-ended': 'troubleClientSecretEnded',
  'oauth-app': 'troubleApp',
  'oauth-tenant': 'troubleTenant',
  'oauth-service': 'troubleConsent',
  'oauth-consent-imap': 'troubleConsent',
  'oauth-consent-smtp': 'troubleConsent',
  'oauth-blocked': 'troublePolicy',
  'oauth-refused': 'troubleTokenRefused',
  'oauth-mailbox': 'troubleMailboxAccess',
  'oauth-smtp-off': 'troubleSmtpOff',
  'oauth-key': 'troubleServiceKey',
  'oauth-delegation': 'troubleDelegation',
  'oauth-gmail': 'troubleGmail',
} as const;
type TroubleWord = (typeof troubles)[keyof typeof troubles];

export const troubleWord = (code: string): TroubleWord | undefined =>
  Object.hasOwn(troubles, code) ? troubles[code as keyof typeof troubles] : undefined;

/** Reasons of dead letters, which the house writes in English into their rows, to the words that say them. */
const reasons: Readonly<Record<string, ReasonWord>> = {
  'It is no JSON.': 'reasonNoJson',
  'It says nobody it is from.': 'reasonNobody',
  'It says no time.': 'reasonNoTime',
  'It says twice who sent it, or which it is.': 'reasonTwice',
  'Its sender has no handle that fits the kind.': 'reasonNoHandle',
  'Its bytes are gone.': 'reasonGone',
  'not what the widget sends': 'reasonNotWidget',
};
type ReasonWord =
  | 'reasonNoJson'
  | 'reasonNobody'
  | 'reasonNoTime'
  | 'reasonTwice'
  | 'reasonNoHandle'
  | 'reasonGone'
  | 'reasonNotWidget';

export const reasonWord = (reason: string): ReasonWord | undefined => reasons[reason];
