import { Attachment, ClientId, WidgetSettings } from '@rapport/contract';
import { z } from 'zod';
import { type Arrival, type At, type ChannelAdapter, type Ingest, Unreadable } from '../adapter.ts';
import { webCapabilities } from './settings.ts';
import { claimsOf, handleOf } from './visitor.ts';

/** What is kept of a visitor's message until it is read. */
export const Said = z.object({
  clientId: ClientId,
  visitor: z.custom<Parameters<typeof handleOf>[0]>(),
  text: z.string(),
  files: z.array(Attachment),
  at: z.number(),
  page: z.object({ url: z.string(), title: z.string() }).optional(),
});
export type Said = z.infer<typeof Said>;

/** By what a visitor's message is told from all others of the account. */
export const keyOf = ({ visitor, clientId }: Pick<Said, 'visitor' | 'clientId'>): string => `${visitor.value}/${clientId}`;

async function read(arrival: Arrival, at: At<WidgetSettings>): Promise<Ingest[]> {
  const found = Said.safeParse(JSON.parse(Buffer.from(arrival.raw).toString('utf8')));
  if (!found.success) throw new Unreadable('not what the widget sends');
  const said = found.data;
  return [
    {
      message: {
        key: keyOf(said),
        occurredAt: said.at,
        from: handleOf(said.visitor),
        alias: claimsOf(said.visitor),
        ours: [at.account.id],
        thread: '',
        text: said.text,
        files: said.files,
      },
    },
  ];
}

/**
 * The widget on a customer's site (`apps/widget`). Visitors read their conversation itself, so that an answer is there once it is written:
 * there is nothing to carry, and whoever comes back later finds it.
 */
export const webAdapter: ChannelAdapter<WidgetSettings> = {
  kind: 'web',
  settings: WidgetSettings,
  secrets: [{ name: 'identity', optional: true, problem: (value) => (value.length < 16 ? 'at least 16 characters' : undefined) }],
  capabilities: () => webCapabilities,
  read,
  send: async () => ({ ok: true, state: 'accepted' }),
  health: async () => ({ ok: true }),
};
