import { type Platform, textOfFrame } from '@rapport/platform';

/** Somebody with the widget open, at this node. */
export interface Listening {
  /** The conversation has changed; what has is read from it. */
  stir(): void;
  /** A colleague writes to the visitor. */
  typing(user: string): void;
  /** How it went may be asked, or is not any more. */
  asked(): void;
}

/** The visitors at this node, by their conversations: hints of the bus say which are to look again. Hints may be lost; whoever says hello again reads all. */
class VisitorsHere {
  private readonly byConversation = new Map<string, Set<Listening>>();

  constructor({ bus }: Platform) {
    bus.subscribe('stream', ({ stream }) => {
      for (const one of this.byConversation.get(stream) ?? []) one.stir();
    });
    bus.subscribe('lossy', ({ conversation, frame }) => {
      const here = this.byConversation.get(conversation);
      if (!here) return;
      const { type, user, outward } = JSON.parse(textOfFrame(frame)) as { type?: string; user?: string; outward?: boolean };
      // That colleagues write among themselves is not theirs to know.
      if (type === 'typing' && user && outward) for (const one of here) one.typing(user);
    });
    bus.subscribe('changed', ({ what, id }) => {
      if (what === 'rating') for (const one of this.byConversation.get(id) ?? []) one.asked();
    });
    // What other nodes said meanwhile was not heard.
    bus.subscribe('line', () => {
      for (const here of this.byConversation.values()) for (const one of here) one.stir();
    });
  }

  listen(conversation: string, one: Listening): void {
    const here = this.byConversation.get(conversation) ?? new Set();
    this.byConversation.set(conversation, here.add(one));
  }

  leave(conversation: string, one: Listening): void {
    const here = this.byConversation.get(conversation);
    here?.delete(one);
    if (here?.size === 0) this.byConversation.delete(conversation);
  }
}

export const visitorsHere = (platform: Platform): VisitorsHere => new VisitorsHere(platform);
