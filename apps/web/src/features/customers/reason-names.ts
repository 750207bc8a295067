import type { PolicyVerdict } from '@rapport/contract';

/** Why something may not be sent, by keys of the words of this feature. */
export const reasonWords = {
  'account-off': 'becauseAccountOff',
  'window-closed': 'becauseWindowClosed',
  'template-needed': 'becauseTemplateNeeded',
  'quota-used': 'becauseQuotaUsed',
  'handle-removed': 'becauseHandleRemoved',
  'opted-out': 'becauseOptedOut',
  'no-consent': 'becauseNoConsent',
  'channel-never': 'becauseChannelNever',
  'quiet-hours': 'becauseQuietHours',
  cap: 'becauseCap',
  pressure: 'becausePressure',
} as const satisfies Record<NonNullable<PolicyVerdict['because']>, string>;
