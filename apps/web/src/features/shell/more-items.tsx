import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '../../app/translation.tsx';
import type { RailEntry } from './rail-entries.ts';

/** Places one goes to by a menu. */
export function MoreItems({ entries }: { entries: readonly RailEntry[] }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  return entries.map(({ id, path, label, icon: Icon }) => (
    <Menu.Item key={id} leftSection={<Icon size={18} />} onClick={() => void navigate({ to: path })}>
      {t(label)}
    </Menu.Item>
  ));
}
