import type { Parsed } from '@rapport/contract';
import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { assignCase, changeCase } from './cases/change-case.ts';
import { mergeCases } from './cases/merge-cases.ts';
import { moveCase } from './cases/move-case.ts';
import { caseEvents, getCase, ofContact, ofConversation, queue } from './cases/queue.ts';
import { openByHand, splitCase } from './cases/split-case.ts';
import { startCase } from './cases/start-case.ts';
import { timeline } from './cases/timeline.ts';
import { unmergeCase } from './cases/unmerge-cases.ts';
import { askColleagues } from './desk/ask-colleague.ts';
import { complain } from './desk/complaints.ts';
import { holdDraft, lookAtCase } from './desk/drafts.ts';
import { fillReply } from './desk/fill-reply.ts';
import { followUp, followUpDone } from './desk/follow-ups.ts';
import { desk, runMacro, saveCard, saveMacro, saveReply } from './desk/keep-desk.ts';
import { lookUp } from './desk/look-up.ts';
import { askRating, rate, ratingShown } from './desk/ratings.ts';
import { live } from './reports/live.ts';
import { report } from './reports/report.ts';
import { accept, listAgents, setAgent } from './routing/agents.ts';
import { tryRule } from './rules/run-rules.ts';
import { listHours, saveCalendar, saveHours } from './set-up/save-hours.ts';
import { listInboxes, saveInbox, setSources } from './set-up/save-inbox.ts';
import { listRules, listRuns, saveRule } from './set-up/save-rule.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'inbox.list': on(listInboxes),
    'inbox.save': on(saveInbox),
    'inbox.setSources': on(setSources),
    'inbox.queue': on(queue),
    'inbox.agents': on(listAgents),
    'inbox.setAgent': on(setAgent),
    'inbox.setAccepting': on(accept),
    'inbox.hours': on(listHours),
    'inbox.saveHours': on(saveHours),
    'inbox.saveCalendar': on(saveCalendar),
    'inbox.desk': on(desk),
    'inbox.saveReply': on(saveReply),
    'inbox.saveMacro': on(saveMacro),
    'inbox.saveCard': on(saveCard),
    'inbox.rules': on(listRules),
    'inbox.saveRule': on(saveRule),
    'inbox.tryRule': on(tryRule),
    'inbox.ruleRuns': on(listRuns),
    'inbox.now': on(live),
    'inbox.report': on(report),
    'cases.get': on(getCase),
    'cases.events': on(caseEvents),
    'cases.ofConversation': on(ofConversation),
    'cases.ofContact': on(ofContact),
    'cases.open': on(openByHand),
    'cases.start': on(startCase),
    'cases.change': on(changeCase),
    'cases.assign': on(assignCase),
    'cases.move': on(moveCase),
    'cases.merge': on(mergeCases),
    'cases.unmerge': on(unmergeCase),
    'cases.split': on(splitCase),
    'cases.look': on(lookAtCase),
    'cases.holdDraft': on(holdDraft),
    'cases.fillReply': on(fillReply),
    'cases.runMacro': on(runMacro),
    'cases.ask': on(askColleagues),
    'cases.lookUp': on(lookUp),
    'cases.complain': on(complain),
    'cases.followUp': on(followUp),
    'cases.followUpDone': on(followUpDone),
    'cases.askRating': on(askRating),
    'cases.ratingAsked': (_: Actor, input: Parsed<'cases.ratingAsked'>) => ratingShown(p, input),
    'cases.rate': (_: Actor, input: Parsed<'cases.rate'>) => rate(p, input),
    'cases.timeline': on(timeline),
  };
}
