import { Button, SegmentedControl, Select, Stack } from '@mantine/core';
import type { ChannelAccount, Form, Inbox } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { FormDialog } from '../../forms/form-dialog.tsx';
import { channelName } from '../channel-name.ts';
import { type ByHand, byHand, useByHand } from './use-by-hand.ts';
import '../customers.css';

interface Props {
  contact: string;
  onDone?: (() => void) | undefined;
  onClose(): void;
}

type Began = 'contact' | 'us';

/** A call, a visit or a letter as a record with the contact: which it was, who sought whom, and what was said. */
export function WriteDownDialog({ contact, onDone, onClose }: Props) {
  const { t } = useTranslation('customers');
  const client = useDoor();
  const known = useAnswer('contacts.get', { contact: contact as never }).data;
  const { accounts, inboxes, inboxFor, templateFor, loaded, error } = useByHand();
  const [kind, setKind] = useState<ByHand>();
  const [began, setBegan] = useState<Began>('contact');
  const [chosen, choose] = useState<{ account?: string; inbox?: string }>({});
  if (error) return <Told text={error} onClose={onClose} />;
  if (!loaded || !known) return null;
  const shown = kind ?? byHand.find((one) => accounts.some((account) => account.kind === one)) ?? 'phone';
  const fitting = accounts.filter((account) => account.kind === shown);
  const account = fitting.find(({ id }) => id === chosen.account) ?? fitting[0];
  const inbox = inboxes.find(({ id }) => id === (chosen.inbox ?? inboxFor(account?.id ?? '')));
  const kinds = <Kinds kind={shown} onKind={setKind} />;
  if (!account) return <Missing kind={shown} head={kinds} onClose={onClose} />;
  const hand = async (form: Form, clientId: string): Promise<void> => {
    const group = inbox ? { group: inbox.group } : {};
    await client.call('channels.noteContact', {
      account: account.id,
      contact: known.id,
      clientId: clientId as never,
      form,
      began,
      ...group,
    });
    toast({ kind: 'success', text: t('downDone') });
    onDone?.();
  };
  return (
    <FormDialog
      key={shown}
      conversation={`${known.id} ${shown}`}
      begun={{ template: templateFor(shown), withWhom: known.name }}
      hand={hand}
      head={
        <>
          {kinds}
          <Facts {...{ began, setBegan, fitting, account, inboxes, inbox, choose }} />
        </>
      }
      onClose={onClose}
    />
  );
}

function Kinds({ kind, onKind }: { kind: ByHand; onKind(kind: ByHand): void }) {
  const { t } = useTranslation('customers');
  return (
    <SegmentedControl
      fullWidth
      aria-label={t('downWhat')}
      value={kind}
      onChange={(value) => onKind(value as ByHand)}
      data={byHand.map((value) => ({ value, label: channelName(value, t) }))}
    />
  );
}

interface FactsProps {
  began: Began;
  setBegan(began: Began): void;
  fitting: readonly ChannelAccount[];
  account: ChannelAccount;
  inboxes: readonly Inbox[];
  inbox: Inbox | undefined;
  choose(change: { account?: string; inbox?: string }): void;
}

/** Who sought whom; on which of our accounts and for which team, where there are several. */
function Facts({ began, setBegan, fitting, account, inboxes, inbox, choose }: FactsProps) {
  const { t } = useTranslation('customers');
  const now = { account: account.id, ...(inbox ? { inbox: inbox.id } : {}) };
  return (
    <>
      <SegmentedControl
        aria-label={t('downBegan')}
        value={began}
        onChange={(value) => setBegan(value as Began)}
        data={[
          { value: 'contact', label: t('downTheyBegan') },
          { value: 'us', label: t('downWeBegan') },
        ]}
      />
      {fitting.length > 1 && (
        <Select
          label={t('downAccount')}
          allowDeselect={false}
          value={account.id}
          data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id && choose({ ...now, account: id })}
        />
      )}
      {inboxes.length > 1 && (
        <Select
          label={t('downInbox')}
          allowDeselect={false}
          value={inbox?.id ?? null}
          data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id && choose({ ...now, inbox: id })}
        />
      )}
      {inboxes.length === 0 && <p className="dim">{t('downNoInbox')}</p>}
    </>
  );
}

/** There is no account of this kind yet: who may sets one up, others learn whom to ask. */
function Missing({ kind, head, onClose }: { kind: ByHand; head: ReactNode; onClose(): void }) {
  const { t } = useTranslation('customers');
  const may = useClient((s) => s.me?.permissions.includes('channels.configure') ?? false);
  return (
    <Dialog title={t('down')} onClose={onClose}>
      <Stack>
        {head}
        <p>{t('downMissing', { kind: channelName(kind, t) })}</p>
        {may ? (
          <DialogFoot onCancel={onClose}>
            <Button renderRoot={(props) => <Link to="/admin/channels" search={{ new: kind } as never} {...props} />}>
              {t('downSetUp')}
            </Button>
          </DialogFoot>
        ) : (
          <p className="dim">{t('downAsk')}</p>
        )}
      </Stack>
    </Dialog>
  );
}

function Told({ text, onClose }: { text: string; onClose(): void }) {
  const { t } = useTranslation('customers');
  return (
    <Dialog title={t('down')} onClose={onClose}>
      <p role="alert">{text}</p>
    </Dialog>
  );
}
