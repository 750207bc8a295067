import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { channelName } from '../../customers/channel-name.ts';
import type { CaseDialogProps } from './dialog-props.ts';

/** Another case of the same contact goes under this one; it can be taken apart again. */
export function MergeDialog({ one, acts, onClose }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const { t: channels } = useTranslation('customers');
  const clock = useClock();
  const [chosen, choose] = useState<string>();
  const answer = useAnswer('cases.ofContact', { contact: one.contact.id });
  const others = answer.data?.cases.filter(({ id }) => id !== one.id) ?? [];
  const other = others.find(({ id }) => id === chosen);
  const merge = async (): Promise<void> => {
    if (other && (await acts.merge(other))) onClose();
  };
  return (
    <Dialog title={t('mergeTitle', { number: one.number })} size="lg" onClose={onClose}>
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          void merge();
        }}
      >
        <p className="dim">{t('mergeText', { name: one.contact.name })}</p>
        {answer.error && <p className="danger-text">{answer.error}</p>}
        {answer.data && others.length === 0 && <p>{t('mergeNone')}</p>}
        <fieldset className="case-choices" aria-label={t('mergeWhich')}>
          {others.map(({ id, number, title, status, channel, openedAt }) => (
            <label key={id} className="case-choice">
              <input type="radio" name="merged" value={id} checked={id === chosen} onChange={() => choose(id)} />
              <span className="min0">
                <span className="strong ellipsis">{title || t('number', { number })}</span>
                <span className="dim ellipsis">
                  {[t('number', { number }), t(status), channelName(channel, channels), shortTimeOf(openedAt, clock)].join(' · ')}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <DialogFoot onCancel={onClose}>
          <Button type="submit" disabled={!other} loading={acts.busy}>
            {t('merge')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
