import { Button, Select, TextInput } from '@mantine/core';
import type { InboxSource } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { useAccounts } from '../use-set-up.ts';

interface Props {
  sources: readonly InboxSource[];
  onChange(sources: InboxSource[]): void;
}

/** What lies in an inbox: all that comes to an account, or to one address of it. */
export function SourcesField({ sources, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const accounts = useAccounts();
  const put = (i: number, next: Partial<InboxSource>): void =>
    onChange(sources.map((old, j) => (j === i ? { ...old, ...next } : old)));
  const mail = (id: string): boolean => accounts.all.find((one) => one.id === id)?.kind === 'email';
  return (
    <Section title={t('sources')} text={t(accounts.all.length > 0 ? 'sourcesText' : 'noAccounts')}>
      <ul className="plain-list inbox-set-sources">
        {sources.map(({ account, address }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a source has nothing of its own but its place
          <li key={i} className="inbox-set-source">
            <Select
              aria-label={t('account')}
              allowDeselect={false}
              value={account}
              data={accounts.all.map(({ id }) => ({ value: id as string, label: accounts.named(id) }))}
              onChange={(next) => put(i, { account: next as never, address: '' })}
            />
            {mail(account) && (
              <TextInput
                aria-label={t('address')}
                placeholder={t('addressAny')}
                type="email"
                maxLength={320}
                value={address}
                onChange={(e) => put(i, { address: e.currentTarget.value })}
              />
            )}
            <IconButton label={t('removeSource')} onClick={() => onChange(sources.filter((_, j) => j !== i))}>
              <IconX size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={accounts.all.length === 0}
        onClick={() => {
          const free = accounts.all.find(({ id }) => !sources.some(({ account }) => account === id)) ?? accounts.all[0];
          if (free) onChange([...sources, { account: free.id, address: '' }]);
        }}
      >
        {t('addSource')}
      </Button>
    </Section>
  );
}
