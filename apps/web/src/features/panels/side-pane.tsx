import type { Conversation } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { type ConversationSearch, closedSearch, subjectOf } from '../../app/addresses.ts';
import { changeDevice, deviceNow } from '../../app/device.ts';
import { useFocusBack } from '../../app/focus-back.ts';
import { useTranslation } from '../../app/translation.tsx';
import { ResizeHandle } from '../shell/resize-handle.tsx';
import { PaneHead } from './pane-head.tsx';
import { panels, subjects } from './panes.ts';
import './panels.css';

interface Props {
  conversation: Conversation;
  search: ConversationSearch;
}

/** What the address names beside the conversation. */
export function SidePane({ conversation, search }: Props) {
  const { t } = useTranslation(['conversations', 'panels', 'people']);
  const navigate = useNavigate();
  useFocusBack();
  const subject = subjectOf(search);
  const id = subject && search[subject];
  const close = (): void =>
    void navigate({ to: '/c/$conversation', params: { conversation: conversation.id }, search: closedSearch(search) });
  const entry = subject ? subjects[subject] : search.panel && panels[search.panel];
  if (!entry) return null;
  return (
    <aside
      className="side-pane"
      style={{ '--pane-width': `${deviceNow().sideWidth}px` } as CSSProperties}
      aria-label={t(entry.title)}
    >
      <ResizeHandle
        min={300}
        max={560}
        standard={360}
        width={deviceNow().sideWidth}
        side="left"
        onDone={(sideWidth) => changeDevice({ sideWidth })}
      />
      {subject && id && <Subject key={id} {...{ subject, conversation, id }} onClose={close} />}
      {search.panel && (
        // Under a thing it stays as it is: where it was scrolled to, and what had the focus.
        <div style={{ display: subject ? 'none' : 'contents' }}>
          <PaneHead title={t(panels[search.panel].title)} onClose={close} />
          <Panel name={search.panel} conversation={conversation} />
        </div>
      )}
    </aside>
  );
}

function Panel({ name, conversation }: { name: keyof typeof panels; conversation: Conversation }) {
  const { Pane } = panels[name];
  return <Pane conversation={conversation} />;
}

interface SubjectOfPane {
  subject: keyof typeof subjects;
  conversation: Conversation;
  id: string;
  onClose(): void;
}

function Subject({ subject, ...props }: SubjectOfPane) {
  const { Pane } = subjects[subject];
  useFocusBack();
  return <Pane {...props} />;
}
