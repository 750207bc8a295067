import type { z } from 'zod';
import { accessMethods } from './access.ts';
import { accountMethods } from './accounts.ts';
import { conversationMethods } from './conversations.ts';
import { deliveryMethods } from './delivery.ts';
import { directoryMethods } from './directory.ts';
import { fileMethods } from './files.ts';
import { healthMethods } from './health.ts';
import type { Method } from './method.ts';
import { recordMethods } from './records.ts';
import { searchMethods } from './search.ts';
import { templateMethods } from './templates.ts';

/** The whole law: every method by name. A room's noun file joins here. */
export const contract = {
  ...accountMethods,
  ...directoryMethods,
  ...accessMethods,
  ...conversationMethods,
  ...deliveryMethods,
  ...fileMethods,
  ...templateMethods,
  ...recordMethods,
  ...searchMethods,
  ...healthMethods,
} satisfies Record<string, Method>;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
/** What a caller passes: defaults may be left out. */
export type Input<M extends MethodName> = z.input<Contract[M]['input']>;
/** What an action receives after validation. */
export type Parsed<M extends MethodName> = z.output<Contract[M]['input']>;
export type Output<M extends MethodName> = z.output<Contract[M]['output']>;
