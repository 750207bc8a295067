import { Button, MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useDesk } from '../desk.ts';
import type { CaseDialogProps } from './dialog-props.ts';

/** Into which inboxes a case lies: their teams read it from then on, the others no more. */
export function MoveDialog({ one, acts, inboxes, onClose, onGone }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const desk = useDesk(one);
  const [chosen, choose] = useState<string[]>(one.inboxes);
  const add = chosen.filter((id) => !one.inboxes.some((inbox) => inbox === id));
  const remove = one.inboxes.filter((id) => !chosen.includes(id));
  const sight = inboxes.some(({ id, mine }) => mine && chosen.includes(id));
  const names = desk.inboxes.flatMap(({ id, name }) => (chosen.includes(id) ? name : [])).join(', ');
  const move = async (): Promise<void> => {
    if (!(await acts.move({ add, remove, sight }, t('didMove', { inboxes: names })))) return;
    onClose();
    if (!sight) onGone();
  };
  return (
    <Dialog title={t('moveTitle', { number: one.number })} onClose={onClose}>
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          void move();
        }}
      >
        <MultiSelect
          label={t('inboxes')}
          description={t('moveText')}
          searchable
          data={desk.inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={choose}
          data-autofocus
        />
        {!sight && chosen.length > 0 && <p className="case-warning">{t('moveAway')}</p>}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={acts.busy} disabled={chosen.length === 0 || add.length + remove.length === 0}>
            {t('move')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
