import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { type Commitment, excerptOf, type Message, type User } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import { askDue } from './told-due.ts';
import './commitments.css';

type Action = NonNullable<NonNullable<Message['form']>['actions']>[number];

/** Who is meant: a person, or somebody else by name. */
interface Side {
  people: readonly User[];
  name: string;
}

interface Filling {
  what: string;
  debtor: Side;
  creditor: Side;
  due: string;
}

const sideOf = (party: Commitment['debtor'] | undefined, people: Readonly<Record<string, User>>): Side => {
  const known = party?.user ? people[party.user] : undefined;
  return { people: known ? [known] : [], name: party && !known ? party.name : '' };
};

const given = ({ people: [person], name }: Side): { user: User['id'] } | { name: string } | undefined =>
  person ? { user: person.id } : name.trim() ? { name: name.trim() } : undefined;

interface Props {
  /** The message it is marked in, or the commitment that is changed. */
  message?: Message;
  commitment?: Commitment;
  onDone?(now: Commitment): void;
  onClose(): void;
}

/** Marks a commitment in a message, or says one otherwise. Tasks of a form record are offered. */
export function CommitmentDialog({ message, commitment, onDone, onClose }: Props) {
  const { t } = useTranslation('commitments');
  const client = useDoor();
  const { act, busy } = useAct();
  const { filling, fill, fillFrom } = useFilling(message, commitment);
  const [missing, setMissing] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const [debtor, creditor] = [given(filling.debtor), given(filling.creditor)];
    setMissing(!debtor || !creditor);
    const what = filling.what.trim();
    if (!debtor || !creditor || !what) return;
    const done = await act(() => {
      if (commitment)
        return client.call('commitments.change', { commitment: commitment.id, what, debtor, creditor, due: filling.due || null });
      const { conversation, seq } = message!;
      return client.call('commitments.create', {
        conversation,
        seq,
        what,
        debtor,
        creditor,
        ...(filling.due ? { due: filling.due } : {}),
      });
    });
    if (!done) return;
    onDone?.(done);
    askDue(client);
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t(commitment ? 'change' : 'add')} size="md">
      <form onSubmit={submit}>
        <Stack>
          {!commitment && <Offered actions={message?.form?.actions ?? []} onChoose={fillFrom} />}
          <Textarea
            label={t('what')}
            value={filling.what}
            onChange={(e) => fill({ what: e.currentTarget.value })}
            maxLength={1000}
            autosize
            minRows={2}
            required
            data-autofocus
          />
          <SideField label={t('debtor')} side={filling.debtor} onChange={(debtor) => fill({ debtor })} />
          <SideField label={t('creditor')} side={filling.creditor} onChange={(creditor) => fill({ creditor })} />
          {missing && (
            <p className="commitment-late" role="alert">
              {t('needsBoth')}
            </p>
          )}
          <TextInput type="date" label={t('due')} value={filling.due} onChange={(e) => fill({ due: e.currentTarget.value })} />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy}>
              {t(commitment ? 'saveChange' : 'save')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

function useFilling(message: Message | undefined, commitment: Commitment | undefined) {
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user);
  const resolve = useMentionNames();
  const known = me ? { ...people, [me.id]: me } : people;
  const [filling, setFilling] = useState<Filling>(() => {
    const sender = message?.sender ? known[message.sender] : undefined;
    return {
      what: commitment?.what ?? (message && !message.form ? excerptOf(toPlainText(message.text, resolve)) : ''),
      // Who wrote it promises, as a rule; to oneself where somebody else did.
      debtor: commitment ? sideOf(commitment.debtor, known) : { people: sender ? [sender] : [], name: message?.senderName ?? '' },
      creditor: commitment ? sideOf(commitment.creditor, known) : { people: me && sender?.id !== me.id ? [me] : [], name: '' },
      due: commitment?.due ?? '',
    };
  });
  const fill = (more: Partial<Filling>): void => setFilling((old) => ({ ...old, ...more }));
  const fillFrom = ({ what, owner, user, due }: Action): void => {
    const person = user ? known[user] : undefined;
    fill({ what, due: due ?? '', debtor: person ? { people: [person], name: '' } : { people: [], name: owner ?? '' } });
  };
  return { filling, fill, fillFrom };
}

/** Tasks of a form record: one press fills the fields. */
function Offered({ actions, onChoose }: { actions: readonly Action[]; onChoose(action: Action): void }) {
  const { t } = useTranslation('commitments');
  if (actions.length === 0) return null;
  return (
    <fieldset className="commitment-offered">
      <legend>{t('fromForm')}</legend>
      {actions.map((action) => (
        <Button key={`${action.what}/${action.owner}`} size="compact-sm" variant="default" onClick={() => onChoose(action)}>
          {[action.what, action.owner, action.due].filter(Boolean).join(' · ')}
        </Button>
      ))}
    </fieldset>
  );
}

/** A person of the organization, or a name: whichever is given. */
function SideField({ label, side, onChange }: { label: string; side: Side; onChange(side: Side): void }) {
  const { t } = useTranslation('commitments');
  return (
    <fieldset className="commitment-side">
      <legend>{label}</legend>
      <PeoplePicker
        label={t('person', { who: label })}
        chosen={side.people}
        onChange={(people) => onChange({ people: people.slice(-1), name: people.length > 0 ? '' : side.name })}
        withMe
      />
      {side.people.length === 0 && (
        <TextInput
          label={t('outsider')}
          value={side.name}
          maxLength={120}
          onChange={(e) => onChange({ people: [], name: e.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
