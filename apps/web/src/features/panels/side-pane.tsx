import type { Conversation } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelName } from '../../app/addresses.ts';
import { changeDevice, deviceNow } from '../../app/device.ts';
import { SearchPanel } from '../search/search-panel.tsx';
import { ResizeHandle } from '../shell/resize-handle.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { FilesPanel } from './files-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { PaneHead } from './pane-head.tsx';
import { PinsPanel } from './pins-panel.tsx';
import { TopicPanel } from './topic-panel.tsx';
import { TopicsPanel } from './topics-panel.tsx';
import './panels.css';

interface Props {
  conversation: Conversation;
  panel: PanelName | undefined;
  topic: string | undefined;
}

const titles = {
  topics: 'panelTopics',
  members: 'panelMembers',
  pins: 'panelPins',
  files: 'panelFiles',
  search: 'panelSearch',
  details: 'panelDetails',
} as const;

export function SidePane({ conversation, panel, topic }: Props) {
  const { t } = useTranslation(['conversations', 'panels']);
  const navigate = useNavigate();
  const close = (): void => void navigate({ to: '/c/$conversation', params: { conversation: conversation.id }, search: {} });
  const title = topic ? t('panels:topic') : panel ? t(titles[panel]) : '';
  return (
    <aside className="side-pane" style={{ '--pane-width': `${deviceNow().sideWidth}px` } as CSSProperties} aria-label={title}>
      <ResizeHandle
        min={300}
        max={560}
        standard={360}
        width={deviceNow().sideWidth}
        side="left"
        onDone={(sideWidth) => changeDevice({ sideWidth })}
      />
      {topic ? (
        <TopicPanel key={topic} parent={conversation} topic={topic} onClose={close} />
      ) : (
        <>
          <PaneHead title={title} onClose={close} />
          {panel === 'topics' && <TopicsPanel conversation={conversation} />}
          {panel === 'members' && <MembersPanel conversation={conversation} />}
          {panel === 'pins' && <PinsPanel conversation={conversation} />}
          {panel === 'files' && <FilesPanel conversation={conversation} />}
          {panel === 'search' && <SearchPanel conversation={conversation} />}
          {panel === 'details' && <DetailsPanel conversation={conversation} />}
        </>
      )}
    </aside>
  );
}
