import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { checkAccount, tryAccount, vendorTemplates } from './accounts/check-account.ts';
import { changeAccount, channelAccounts, channelKinds, createAccount } from './accounts/set-up.ts';
import { deadLetters, dropLetters, readAgain } from './ingress/dead-letters.ts';
import { listRefused } from './ingress/list-refused.ts';
import { noteContact } from './manual/note-contact.ts';
import { listOutbox } from './outbox/list-outbox.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'channels.kinds': on(channelKinds),
    'channels.accounts': on(channelAccounts),
    'channels.createAccount': on(createAccount),
    'channels.changeAccount': on(changeAccount),
    'channels.checkAccount': on(checkAccount),
    'channels.tryAccount': on(tryAccount),
    'channels.vendorTemplates': on(vendorTemplates),
    'channels.deadLetters': on(deadLetters),
    'channels.readAgain': on(readAgain),
    'channels.dropLetters': on(dropLetters),
    'channels.refused': on(listRefused),
    'channels.outbox': on(listOutbox),
    'channels.noteContact': on(noteContact),
  };
}
