import { type LogEntry, LogReader, type Platform, type Tx } from '@rapport/platform';
import { organizationSettings } from '../../people/index.ts';
import { lockConversation } from '../lock-writer.ts';
import { messageHead } from '../message-reader.ts';
import { setPreview, touchMessage } from '../writer.ts';
import { firstLink } from './first-link.ts';
import { previewOf } from './preview-memory.ts';
import { textsWithLinks } from './preview-reader.ts';

/** Older messages met after a long stop are left as they are. */
const freshFor = 86_400_000;
/** Slow pages hold up one of these queues each, and no other work. */
const queues = 2;

interface PreviewJob {
  conversation: string;
  seq: number;
  /** The version whose link is asked for. */
  ev: number;
}

/** Our own pages tell nothing to who is not signed in. */
const isOwn = (platform: Platform, url: string): boolean => new URL(url).origin === new URL(platform.config.url).origin;

/** Messages with a link, when the organization wants previews: one job each, whose words stay in the message. */
async function lookForLinks(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const now = platform.clock.now();
  const versions = entries
    .filter((e) => (e.type === 'message.sent' || e.type === 'message.edited') && now - e.at < freshFor)
    .map((e) => ({ conversation: e.stream, ev: e.ev }));
  if (versions.length === 0 || !(await organizationSettings(platform)).linkPreviews) return;
  for (const { conversation, ev, seq, text } of await textsWithLinks(tx, versions)) {
    const url = firstLink(text);
    if (!url || isOwn(platform, url)) continue;
    await platform.jobs.enqueue(tx, 'conversations.previewLink', { conversation, seq, ev } satisfies PreviewJob, {
      key: `preview/${conversation}/${seq}`,
      queue: `previews/${seq % queues}`,
      maxAttempts: 2,
    });
  }
}

/** The job: asks the page, and puts what it says into the version whose link it was, unless that was replaced meanwhile (CV18). */
async function previewLink(platform: Platform, { conversation, seq, ev }: PreviewJob): Promise<void> {
  const [standing] = await textsWithLinks(platform.db, [{ conversation, ev }]);
  const url = standing && firstLink(standing.text);
  const preview = url ? await previewOf(platform, url) : undefined;
  if (!preview) return;
  await platform.db.transaction(async (tx) => {
    await lockConversation(tx, conversation);
    const head = await messageHead(tx, conversation, seq);
    if (!head || head.recalled || head.redacted || head.versionEv !== ev) return;
    await setPreview(tx, conversation, ev, preview);
    const { first } = await platform.log.append(tx, conversation, [
      { type: 'message.changed', actor: null, target: head.ev, live: () => ({ seq, preview }) },
    ]);
    await touchMessage(tx, conversation, seq, first);
  });
}

/** Starts looking up links; answers how to stop. Nothing is read on a server that has it switched off. */
export async function startLinkPreviews(platform: Platform): Promise<() => Promise<void>> {
  platform.jobs.define('conversations.previewLink', (job: PreviewJob) => previewLink(platform, job));
  if (!platform.config.linkPreviews) return async () => {};
  const reader = new LogReader(platform, {
    name: 'link-previews',
    kinds: ['conversation'],
    handle: (tx, entries) => lookForLinks(platform, tx, entries),
  });
  await reader.start();
  return () => reader.stop();
}
