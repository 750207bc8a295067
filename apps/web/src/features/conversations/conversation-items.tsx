import { Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Conversation, Input } from '@rapport/contract';
import {
  IconArchive,
  IconAt,
  IconBell,
  IconBellOff,
  IconCalendar,
  IconDoorExit,
  IconFiles,
  IconInfoCircle,
  IconLink,
  IconPin,
  IconStar,
  IconStarOff,
  IconUsers,
} from '@tabler/icons-react';
import { Suspense } from 'react';
import type { PanelName } from '../../app/addresses.ts';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { useTranslation } from '../../app/translation.tsx';
import { ExportItem } from '../exports/export-item.tsx';
import { mayExport } from '../exports/may-export.ts';
import { isMuted } from './naming.ts';

interface Props {
  conversation: Conversation;
  onPanel(panel: PanelName): void;
  onDate(): void;
  onLeave(): void;
}

/** What one does to a conversation from its head. */
export function ConversationItems({ conversation, onPanel, onDate, onLeave }: Props) {
  const { t } = useTranslation(['conversations', 'timeline']);
  const client = useDoor();
  const { act } = useAct();
  // Not merely hidden elsewhere: the keys would stop at what cannot be seen.
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const moderates = useClient((s) => s.me?.permissions.includes('conversations.moderate') ?? false);
  const exporting = useClient((s) => mayExport(s.me, conversation.id));
  const me = conversation.me;
  const runs = moderates || me?.role === 'owner' || me?.role === 'admin';
  const mine = (change: Omit<Input<'conversations.changeMine'>, 'conversation'>): void =>
    void act(() => client.call('conversations.changeMine', { conversation: conversation.id, ...change }));
  const group = conversation.kind === 'group' || conversation.kind === 'note';
  return (
    <>
      {phone && (
        <>
          <Menu.Item leftSection={<IconUsers size={16} />} onClick={() => onPanel('members')}>
            {t('panelMembers')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPin size={16} />} onClick={() => onPanel('pins')}>
            {t('panelPins')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFiles size={16} />} onClick={() => onPanel('files')}>
            {t('panelFiles')}
          </Menu.Item>
        </>
      )}
      <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={() => onPanel('details')}>
        {t('panelDetails')}
      </Menu.Item>
      <Menu.Item leftSection={<IconCalendar size={16} />} onClick={onDate}>
        {t('goToDate')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconLink size={16} />}
        onClick={() => void copyText(`${location.origin}/c/${conversation.id}`, t('linkCopied'))}
      >
        {t('copyLink')}
      </Menu.Item>
      {exporting && (
        <Suspense fallback={null}>
          <ExportItem conversation={conversation.id} />
        </Suspense>
      )}
      {me && !me.left && (
        <>
          <Menu.Item
            leftSection={me.favourite ? <IconStarOff size={16} /> : <IconStar size={16} />}
            onClick={() => mine({ favourite: !me.favourite })}
          >
            {t(me.favourite ? 'unfavourite' : 'favourite')}
          </Menu.Item>
          <MuteItems conversation={conversation} onChange={mine} />
        </>
      )}
      {group && runs && (
        <Menu.Item
          leftSection={<IconArchive size={16} />}
          onClick={() =>
            void act(() =>
              client.call('conversations.change', { conversation: conversation.id, archived: !conversation.archived }),
            )
          }
        >
          {t(conversation.archived ? 'unarchive' : 'archive')}
        </Menu.Item>
      )}
      {group && me && !me.left && (
        <Menu.Item color="red" leftSection={<IconDoorExit size={16} />} onClick={() => onLeave()}>
          {t('leave')}
        </Menu.Item>
      )}
    </>
  );
}

/** Tomorrow at eight on the device's clock. */
function tomorrowMorning(): number {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(8, 0, 0, 0);
  return day.getTime();
}

type Mine = Omit<Input<'conversations.changeMine'>, 'conversation'>;

function MuteItems({ conversation, onChange }: { conversation: Conversation; onChange(change: Mine): void }) {
  const { t } = useTranslation('conversations');
  if (isMuted(conversation, Date.now()))
    return (
      <Menu.Item leftSection={<IconBell size={16} />} onClick={() => onChange({ notify: 'all', mutedUntil: null })}>
        {t('unmute')}
      </Menu.Item>
    );
  const onlyMentions = conversation.me?.notify === 'mentions';
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('mute')}</Menu.Label>
      <Menu.Item leftSection={<IconAt size={16} />} onClick={() => onChange({ notify: onlyMentions ? 'all' : 'mentions' })}>
        {t(onlyMentions ? 'unmute' : 'mentionsOnly')}
      </Menu.Item>
      <Menu.Item leftSection={<IconBellOff size={16} />} onClick={() => onChange({ mutedUntil: Date.now() + 3_600_000 })}>
        {t('muteHour')}
      </Menu.Item>
      <Menu.Item leftSection={<IconBellOff size={16} />} onClick={() => onChange({ mutedUntil: tomorrowMorning() })}>
        {t('muteMorning')}
      </Menu.Item>
      <Menu.Item leftSection={<IconBellOff size={16} />} onClick={() => onChange({ notify: 'none' })}>
        {t('muteAlways')}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
