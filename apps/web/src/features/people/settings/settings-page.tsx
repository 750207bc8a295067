import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useClient, useDoor } from '../../../app/client.tsx';
import { leave } from '../../../app/leave.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { HoursSection } from './hours-section.tsx';
import { NotificationSection } from './notification-section.tsx';
import { PreferencesSection } from './preferences-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecondFactorSection } from './second-factor-section.tsx';
import { PasswordSection, SessionsSection } from './security-sections.tsx';
import { TokensSection } from './tokens-section.tsx';
import './settings.css';

export function SettingsPage() {
  const { t } = useTranslation('settings');
  const client = useDoor();
  const navigate = useNavigate();
  const me = useClient((s) => s.me);
  if (!me) return null;
  const signOut = async (): Promise<void> => {
    await leave(client);
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <div className="reading-page settings">
      <div className="settings-title">
        <h1>{t('settingsTitle')}</h1>
        <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Button>
      </div>
      <ProfileSection me={me} />
      <PreferencesSection />
      <NotificationSection />
      <HoursSection me={me} />
      <PasswordSection />
      <SecondFactorSection me={me} />
      <SessionsSection />
      {me.permissions.includes('tokens.create') && <TokensSection />}
    </div>
  );
}
