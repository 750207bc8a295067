import { Menu } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '../../app/translation.tsx';

/** Leads from a conversation's menu to the form that takes it out. */
export function ExportItem({ conversation }: { conversation: string }) {
  const { t } = useTranslation('exports');
  const navigate = useNavigate();
  return (
    <Menu.Item
      leftSection={<IconPackageExport size={16} />}
      onClick={() => void navigate({ to: '/exports', search: { new: true, in: conversation } })}
    >
      {t('exportThis')}
    </Menu.Item>
  );
}
