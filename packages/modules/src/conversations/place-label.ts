import type { SearchPlace } from '@rapport/contract';
import type { ConversationLabel } from './visible-reader.ts';

/** A conversation as lists name it. */
export function toPlace(label: ConversationLabel): SearchPlace {
  const { peers, parent, ...rest } = label;
  const place = {
    ...rest,
    ...(peers ? { peers } : {}),
    ...(parent ? { parent: { ...parent, peers: parent.peers ?? undefined } } : {}),
  };
  return place as SearchPlace;
}
