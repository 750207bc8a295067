import type { Device } from './device.test-kit.ts';

export interface Cast {
  /** The first device is the manager's; from the second on they may be taken out and let in. */
  devices: Device[];
  /** Of whoever answers for the record; takes part in no conversation. */
  keeper?: Device;
  /** Groups and a direct conversation; topics join them as they are made. */
  conversations: string[];
  groups: string[];
  /** In every message of this schedule, and in no other. */
  word: string;
}
