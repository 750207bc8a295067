import type { CaseAct } from '@rapport/contract';
import { useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { usePersonName } from '../../people/person-name.ts';
import { type Desk, useDesk } from '../desk.ts';
import type { CaseDialogProps } from './dialog-props.ts';
import { PickList } from './pick-list.tsx';

const find = (macros: Desk['macros'], text: string): Desk['macros'] =>
  macros.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));

/** Several acts under one name, told before they are done. */
export function MacrosDialog({ one, acts, onClose }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const { macros } = useDesk(one);
  const run = async ({ id, name }: Desk['macros'][number]): Promise<void> => {
    if (await acts.run(() => client.call('cases.runMacro', { case: one.id, macro: id }), t('didMacro', { name }))) onClose();
  };
  return (
    <Dialog title={t('macros')} size="lg" onClose={onClose}>
      <PickList
        label={t('findMacro')}
        items={macros}
        find={find}
        nothing={t(macros.length === 0 ? 'noMacros' : 'notFound')}
        onChoose={(macro) => void run(macro)}
        preview={(macro) => (
          <ol className="pick-acts">
            {macro.acts.map((act, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: acts of a macro keep their places
              <ActLine key={i} act={act} />
            ))}
          </ol>
        )}
      />
    </Dialog>
  );
}

const statusWords = { open: 'open', waiting: 'waiting', solved: 'solved', closed: 'closed' } as const;

function ActLine({ act }: { act: CaseAct }) {
  const { t } = useTranslation('inbox');
  const { inboxes } = useDesk({ inboxes: [] });
  const name = usePersonName(act.do === 'assign' ? act.user : null);
  const words = (): string => {
    switch (act.do) {
      case 'status':
        return t('actStatus', { status: t(statusWords[act.status]) });
      case 'snooze':
        return t('actSnooze', { count: act.minutes });
      case 'priority':
        return t('actPriority', { priority: t(act.priority) });
      case 'label':
        return t('actLabel', { label: act.label });
      case 'unlabel':
        return t('removeLabel', { label: act.label });
      case 'assign':
        return t('actAssign', { name: act.user ? name : t('nobody') });
      case 'inbox':
        return t('actInbox', { inbox: inboxes.find(({ id }) => id === act.inbox)?.name ?? t('otherInbox') });
      case 'skills':
        return t('actSkills', { skills: act.skills.join(', ') });
    }
  };
  return <li>{words()}</li>;
}
