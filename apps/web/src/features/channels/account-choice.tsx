import { Select } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';

interface Props {
  value: string | undefined;
  accounts: readonly ChannelSetup[];
  onChange(account: string | undefined): void;
}

/** All accounts, or one of them. */
export function AccountChoice({ value, accounts, onChange }: Props) {
  const { t } = useTranslation('channels');
  return (
    <Select
      aria-label={t('ofAccount')}
      placeholder={t('ofAll')}
      clearable
      w={220}
      data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(account) => onChange(account ?? undefined)}
    />
  );
}
