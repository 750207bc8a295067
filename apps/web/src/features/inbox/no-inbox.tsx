import { Button } from '@mantine/core';
import type { Inbox } from '@rapport/contract';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import './no-inbox.css';

interface Props {
  /** Those I know of without working there. */
  inboxes: readonly Inbox[];
  /** Other ways from here. */
  children?: ReactNode;
}

/** For who works in no inbox: the way to set one up, or whom to ask. */
export function NoInbox({ inboxes, children }: Props) {
  const { t, language } = useTranslation('inbox');
  const may = useClient((s) => s.me?.permissions) ?? [];
  const [channels, inbox] = [may.includes('channels.configure'), may.includes('inbox.configure')];
  const others = inboxes.filter(({ archived }) => !archived).map(({ name }) => name);
  if (!channels && !inbox) return <Ask>{children}</Ask>;
  return (
    <Empty
      page
      icon={<IconInbox />}
      title={t(others.length > 0 ? 'noInboxTitle' : 'noneTitle')}
      text={others.length > 0 ? t('othersText', { names: others.join(comma[language]) }) : t('noneText')}
      action={
        <div className="inbox-none-ways">
          {channels && (
            <Button
              variant={others.length > 0 ? 'default' : 'filled'}
              renderRoot={(props) => <Link to="/admin/channels" {...props} />}
            >
              {t('setUpChannel')}
            </Button>
          )}
          {inbox && (
            <Button variant="default" renderRoot={(props) => <Link to="/admin/inboxes" {...props} />}>
              {t('setUpInbox')}
            </Button>
          )}
          {children}
        </div>
      }
    />
  );
}

const comma = { 'zh-CN': '、', en: ', ' } as const;

/** Names of administrators that are told. */
const mostNamed = 3;

/** A member cannot set it up, but can ask by name. */
function Ask({ children }: { children: ReactNode }) {
  const { t, language } = useTranslation('inbox');
  const owners = useAnswer('people.list', { role: 'owner', limit: mostNamed }).data?.items ?? [];
  const admins = useAnswer('people.list', { role: 'admin', limit: mostNamed }).data?.items ?? [];
  const named = [...admins, ...owners]
    .slice(0, mostNamed)
    .map(({ name }) => name)
    .join(comma[language]);
  return (
    <Empty
      page
      icon={<IconInbox />}
      title={t('noInboxTitle')}
      text={[t('noInboxText'), ...(named ? [t('askAdmins', { names: named })] : [])].join(language === 'zh-CN' ? '' : ' ')}
      action={children}
    />
  );
}
