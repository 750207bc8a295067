import type { InboxSettings } from '@rapport/contract';

/** What the parts of the form of an inbox get. */
export interface SettingsPart {
  settings: InboxSettings;
  change(with_: Partial<InboxSettings>): void;
}
