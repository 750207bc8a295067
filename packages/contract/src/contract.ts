import type { z } from 'zod';
import { accessMethods } from './access.ts';
import { accountMethods } from './accounts.ts';
import { archiveMethods } from './archive.ts';
import { caseMethods } from './cases.ts';
import { channelMethods } from './channels.ts';
import { commitmentMethods } from './commitments.ts';
import { contactMethods } from './contacts.ts';
import { conversationMethods } from './conversations.ts';
import { deliveryMethods } from './delivery.ts';
import { directoryMethods } from './directory.ts';
import { exportMethods } from './exports.ts';
import { fileMethods } from './files.ts';
import { healthMethods } from './health.ts';
import { holdMethods } from './holds.ts';
import { inboxMethods } from './inbox.ts';
import { inboxReportMethods } from './inbox-reports.ts';
import { labelMethods } from './labels.ts';
import type { Method } from './method.ts';
import { policyMethods } from './policy.ts';
import { recordMethods } from './records.ts';
import { retentionMethods } from './retention.ts';
import { retentionPlaceMethods } from './retention-places.ts';
import { reviewMethods } from './retention-reviews.ts';
import { searchMethods } from './search.ts';
import { signingMethods } from './signing.ts';
import { templateMethods } from './templates.ts';

/** The whole law: every method by name. A room's noun file joins here. */
export const contract = {
  ...accountMethods,
  ...directoryMethods,
  ...accessMethods,
  ...conversationMethods,
  ...commitmentMethods,
  ...labelMethods,
  ...deliveryMethods,
  ...fileMethods,
  ...templateMethods,
  ...contactMethods,
  ...inboxMethods,
  ...inboxReportMethods,
  ...caseMethods,
  ...policyMethods,
  ...channelMethods,
  ...recordMethods,
  ...exportMethods,
  ...signingMethods,
  ...searchMethods,
  ...holdMethods,
  ...retentionMethods,
  ...archiveMethods,
  ...reviewMethods,
  ...retentionPlaceMethods,
  ...healthMethods,
} satisfies Record<string, Method>;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
/** What a caller passes: defaults may be left out. */
export type Input<M extends MethodName> = z.input<Contract[M]['input']>;
/** What an action receives after validation. */
export type Parsed<M extends MethodName> = z.output<Contract[M]['input']>;
export type Output<M extends MethodName> = z.output<Contract[M]['output']>;
