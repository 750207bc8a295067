import { channelFindings } from './channel-findings.ts';
import { databaseFindings } from './database-findings.ts';
import { ledgerFindings } from './ledger-findings.ts';
import { machineFindings } from './machine-findings.ts';
import { outsideFindings } from './outside-findings.ts';
import { runningFindings } from './running-findings.ts';

/** Everything the doctor can say. */
export const findings = {
  ...machineFindings,
  ...outsideFindings,
  ...databaseFindings,
  ...runningFindings,
  ...ledgerFindings,
  ...channelFindings,
};
export type Finding = keyof typeof findings;
