import { Select } from '@mantine/core';
import type { Inbox } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { useMay } from '../../retention/use-may.ts';

interface Props {
  inboxes: readonly Inbox[];
  inbox: string | null;
  onChange(inbox: string | null): void;
}

/** For one inbox, or for all of them; the latter by who sets up all. */
export function InboxChoice({ inboxes, inbox, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const everywhere = useMay('inbox.configure');
  return (
    <Select
      label={t('forInbox')}
      allowDeselect={false}
      value={inbox ?? ''}
      data={[
        ...(everywhere ? [{ value: '', label: t('allInboxes') }] : []),
        ...inboxes
          .filter(({ archived, id }) => !archived || id === inbox)
          .map(({ id, name }) => ({ value: id as string, label: name })),
      ]}
      onChange={(next) => onChange(next || null)}
    />
  );
}

/** The inbox that something new is for. */
export function useFirstInbox(inboxes: readonly Inbox[]): string | null {
  const everywhere = useMay('inbox.configure');
  return everywhere ? null : (inboxes.find(({ archived }) => !archived)?.id ?? null);
}
