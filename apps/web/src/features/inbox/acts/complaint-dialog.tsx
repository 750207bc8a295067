import { Button, Textarea } from '@mantine/core';
import type { CasePane, Input } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { CaseDialogProps } from './dialog-props.ts';

export type Step = Input<'cases.complain'>['step'];

/** Which steps a complaint goes from where it is; the first is the next in order. */
export function stepsOf(complaint: CasePane['complaint']): readonly Step[] {
  switch (complaint?.stage) {
    case undefined:
      return ['receive'];
    case 'received':
      return ['acknowledge', 'answer', 'withdraw'];
    case 'acknowledged':
    case 'objected':
      return ['answer', 'withdraw'];
    case 'answered':
      return ['settle', 'object', 'withdraw'];
    case 'settled':
      return ['object', 'withdraw'];
  }
}

export const stepWords = {
  receive: 'stepReceive',
  acknowledge: 'stepAcknowledge',
  answer: 'stepAnswer',
  object: 'stepObject',
  settle: 'stepSettle',
  withdraw: 'stepWithdraw',
} as const satisfies Record<Step, string>;

const texts = {
  receive: 'receiveText',
  acknowledge: 'acknowledgeText',
  answer: 'answerText',
  object: 'objectText',
  settle: 'settleText',
  withdraw: 'withdrawText',
} as const satisfies Record<Step, string>;

/** The next step of a complaint, or another one that can follow; each says what it means. */
export function ComplaintDialog({ one, acts, onClose }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const steps = stepsOf(one.complaint);
  const [step, setStep] = useState<Step>(steps[0]!);
  const [outcome, setOutcome] = useState('');
  const words = outcome.trim();
  const wanted = step === 'answer';
  const takes = wanted || step === 'settle';
  const go = async (): Promise<void> => {
    const given = { case: one.id, step, ...(takes && words ? { outcome: words } : {}) };
    if (await acts.run(() => client.call('cases.complain', given), t('didComplain', { step: t(stepWords[step]) }))) onClose();
  };
  return (
    <Dialog title={t('complaintTitle', { number: one.number })} onClose={onClose}>
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <fieldset className="case-choices" aria-label={t('nextStep')}>
          {steps.map((name) => (
            <label key={name} className="case-choice">
              <input type="radio" name="step" checked={name === step} onChange={() => setStep(name)} />
              <span className="min0">
                <span className="strong">{t(stepWords[name])}</span>
                <span className="dim">{t(texts[name])}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {takes && (
          <Textarea
            label={t('outcome')}
            required={wanted}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
          />
        )}
        <DialogFoot onCancel={onClose}>
          <Button
            type="submit"
            loading={acts.busy}
            disabled={wanted && words === ''}
            {...(step === 'withdraw' ? { color: 'red' } : {})}
          >
            {t(stepWords[step])}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
