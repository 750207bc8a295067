import { type CasePane, type Complaint, Fault, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import type { CaseRow } from '../cases/case-reader.ts';
import { presentPane } from '../cases/present.ts';
import { lockCase, tell } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { afterDays } from '../hours/work-hours.ts';
import { hoursFor, setUpOf } from '../set-up/memory.ts';
import { complaintOf } from './desk-reader.ts';
import { type ComplaintPatch, dropComplaint, putComplaint } from './desk-writer.ts';

type Step = Parsed<'cases.complain'>['step'];
type Stage = Complaint['stage'] | undefined;

/** From which stages each step goes on (IN9). */
const after: Readonly<Record<Step, readonly Stage[]>> = {
  receive: [undefined],
  acknowledge: ['received'],
  answer: ['received', 'acknowledged', 'objected'],
  object: ['answered', 'settled'],
  settle: ['answered'],
  withdraw: ['received', 'acknowledged', 'answered', 'objected', 'settled'],
};

interface Days {
  acknowledgeDays: number;
  answerDays: number;
  objectionDays: number;
}

/** What a step changes. Whoever gave the answer that is objected to does not answer the objection. */
function patchOf(step: Step, now: number, actor: string, days: Days, by: (days: number) => number | null): ComplaintPatch {
  switch (step) {
    case 'receive':
      return { stage: 'received', received_at: now, acknowledge_by: by(days.acknowledgeDays), answer_by: by(days.answerDays) };
    case 'acknowledge':
      return { stage: 'acknowledged', acknowledged_at: now };
    case 'answer':
      return { stage: 'answered', answered_at: now, answered_by: actor };
    case 'object':
      return { stage: 'objected', objected_at: now, answer_by: by(days.objectionDays) };
    default:
      return { stage: 'settled', settled_at: now };
  }
}

async function daysOf(platform: Platform, row: CaseRow): Promise<{ days: Days; by(n: number): number | null }> {
  const setUp = await setUpOf(platform);
  const days = setUp.inboxes.get(row.inboxes[0] ?? '')?.settings.complaint ?? {
    acknowledgeDays: 1,
    answerDays: 10,
    objectionDays: 10,
  };
  const hours = hoursFor(setUp, row.inboxes);
  return { days, by: (n) => afterDays(hours, platform.clock.now(), n) ?? null };
}

async function take(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  row: CaseRow,
  { step, outcome }: Parsed<'cases.complain'>,
): Promise<CaseRow> {
  const before = await complaintOf(tx, row.id);
  if (!after[step].includes(before?.stage)) throw new Fault('conflict', { reason: 'the complaint is at another stage' });
  if (step === 'answer' && before?.stage === 'objected' && before.answeredBy === actor.user)
    throw new Fault('conflict', { reason: 'somebody else answers an objection' });
  if (step === 'answer' && !outcome) throw new Fault('invalid-input', { field: 'outcome', reason: 'say what was decided' });
  const kind =
    step === 'withdraw'
      ? 'request'
      : step === 'object' || before?.stage === 'objected'
        ? 'objection'
        : row.kind === 'objection'
          ? row.kind
          : 'complaint';
  if (step === 'withdraw') await dropComplaint(tx, row.id);
  else {
    const { days, by } = await daysOf(platform, row);
    const patch = patchOf(step, platform.clock.now(), actor.user, days, by);
    const kept = { stage: before?.stage, received_at: before?.receivedAt };
    await putComplaint(tx, row.id, { ...(before ? kept : {}), ...patch, ...(outcome ? { outcome } : {}) });
  }
  return tell(platform, tx, row, [{ type: 'case.complaint', data: { step } }], { kind }, { actor: actor.user });
}

/** Goes through the stages of a complaint: each in its turn, with the day by which the next is owed. */
export async function complain(platform: Platform, actor: Actor, input: Parsed<'cases.complain'>): Promise<CasePane> {
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, input.case)).id);
    return presentPane(platform, tx, actor, await take(platform, tx, actor, row, input));
  });
}
