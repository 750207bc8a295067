import { Button, Checkbox, TextInput } from '@mantine/core';
import type { Contact, ContactOutline } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { dateOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';
import { ContactChoice } from './contact-choice.tsx';
import { handleNames, useMayContacts } from './use-contacts.ts';

/** Merges and undoes merges, saying so with the way back. */
export function useMerge(onDone: (next: Contact) => void) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act, busy } = useAct();
  const unmerge = async (one: Pick<ContactOutline, 'id' | 'name'>, root: string): Promise<void> => {
    if (!(await act(() => client.call('contacts.unmerge', { contact: one.id })))) return;
    const next = await act(() => client.call('contacts.get', { contact: root as never }));
    if (next) onDone(next);
    toast({ kind: 'success', text: t('unmerged', { name: one.name }) });
  };
  const merge = async (
    keep: Pick<ContactOutline, 'id' | 'name'>,
    other: Pick<ContactOutline, 'id' | 'name'>,
  ): Promise<boolean> => {
    const next = await act(() => client.call('contacts.merge', { keep: keep.id, merge: [other.id] }));
    if (!next) return false;
    onDone(next);
    toast({
      kind: 'success',
      text: t('merged', { name: keep.name, other: other.name }),
      action: { label: t('undo'), run: () => void unmerge(other, keep.id) },
    });
    return true;
  };
  return { merge, unmerge, busy };
}

interface DialogProps {
  contact: Contact;
  onClose(): void;
  onDone(next: Contact): void;
}

export function MergeDialog({ contact, onClose, onDone }: DialogProps) {
  const { t } = useTranslation('contacts');
  const { merge, busy } = useMerge(onDone);
  const [other, setOther] = useState<ContactOutline>();
  return (
    <Dialog title={t('mergeTitle', { name: contact.name })} onClose={onClose}>
      <div className="contact-form">
        <p className="dim">{t('duplicatesLead')}</p>
        <ContactChoice
          label={t('mergeFind')}
          chosen={other}
          onChange={setOther}
          isCompany={contact.isCompany}
          without={contact.id}
        />
        <DialogFoot onCancel={onClose}>
          <Button
            loading={busy}
            disabled={!other}
            onClick={() => other && void merge(contact, other).then((done) => done && onClose())}
          >
            {t('merge')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}

/** Those that stand under this one, each with how to undo it. */
export function MergedPart({ contact, onChanged }: { contact: Contact; onChanged(next: Contact): void }) {
  const { t } = useTranslation('contacts');
  if (contact.merged.length === 0) return null;
  return (
    <section className="contact-part" aria-label={t('mergedHere')}>
      <h3>{t('mergedHere')}</h3>
      <ul className="plain-list">
        {contact.merged.map((one) => (
          <MergedLine key={one.id} one={one} root={contact.id} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  );
}

interface MergedProps {
  one: Contact['merged'][number];
  root: string;
  onChanged(next: Contact): void;
}

function MergedLine({ one, root, onChanged }: MergedProps) {
  const { t } = useTranslation('contacts');
  const clock = useClock();
  const may = useMayContacts();
  const { unmerge, busy } = useMerge(onChanged);
  const name = usePersonName(one.mergedBy, one.mergedBy ? undefined : '');
  const day = dateOf(one.mergedAt, clock);
  return (
    <li className="contact-merged">
      <span className="strong">{one.name}</span>
      <span className="contact-told grow">{one.mergedBy ? t('mergedOn', { day, name }) : t('mergedBySystem', { day })}</span>
      {may.manage && (
        <Button size="compact-sm" variant="default" loading={busy} onClick={() => void unmerge(one, root)}>
          {t('unmerge')}
        </Button>
      )}
    </li>
  );
}

/** Two that were taken for one: handles go into a contact of their own. */
export function SeparateDialog({ contact, onClose, onDone }: DialogProps) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act, busy } = useAct();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const save = async (): Promise<void> => {
    const given = { contact: contact.id, handles: chosen as never, name: name.trim() };
    const next = await act(() => client.call('contacts.separate', given));
    if (!next) return;
    onDone(next);
    onClose();
  };
  return (
    <Dialog title={t('separateTitle', { name: contact.name })} onClose={onClose}>
      <div className="contact-form">
        <Checkbox.Group label={t('separateLead')} value={[...chosen]} onChange={setChosen}>
          <div className="contact-form">
            {contact.handles.map((handle) => (
              <Checkbox key={handle.id} value={handle.id} label={`${t(handleNames[handle.kind])} ${handle.value}`} />
            ))}
          </div>
        </Checkbox.Group>
        <TextInput label={t('separateName')} maxLength={120} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <DialogFoot onCancel={onClose}>
          <Button loading={busy} disabled={name.trim() === '' || chosen.length === 0} onClick={() => void save()}>
            {t('separateDo')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}
