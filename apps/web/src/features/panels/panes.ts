import type { Conversation } from '@rapport/contract';
import type { ComponentType } from 'react';
import type { PanelName, SubjectName } from '../../app/addresses.ts';
import { SearchPanel } from '../search/search-panel.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { FilesPanel } from './files-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { PersonPanel } from './person-panel.tsx';
import { PinsPanel } from './pins-panel.tsx';
import type { SubjectProps } from './subject-props.ts';
import { TopicPanel } from './topic-panel.tsx';
import { TopicsPanel } from './topics-panel.tsx';

/**
 * What stands beside a conversation, by its name in the address. A room with a pane of its own joins with that name in
 * `addresses.ts` and one entry here.
 */
export const panels = {
  topics: { title: 'conversations:panelTopics', Pane: TopicsPanel },
  members: { title: 'conversations:panelMembers', Pane: MembersPanel },
  pins: { title: 'conversations:panelPins', Pane: PinsPanel },
  files: { title: 'conversations:panelFiles', Pane: FilesPanel },
  search: { title: 'conversations:panelSearch', Pane: SearchPanel },
  details: { title: 'conversations:panelDetails', Pane: DetailsPanel },
} as const satisfies Record<PanelName, { title: string; Pane: ComponentType<{ conversation: Conversation }> }>;

/** Things beside a conversation: a person, a topic. Each draws its own head. */
export const subjects = {
  person: { title: 'people:profile', Pane: PersonPanel },
  topic: { title: 'panels:topic', Pane: TopicPanel },
} as const satisfies Record<SubjectName, { title: string; Pane: ComponentType<SubjectProps> }>;
