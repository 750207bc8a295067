import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { attendanceOf } from '../inbox/index.ts';
import { eraseOutlived } from './erase.ts';
import { giveUpOld } from './give-up.ts';
import { forgetRefused } from './ingress/note-refused.ts';
import { serveWebhooks } from './ingress/serve-webhooks.ts';
import { measureChannels } from './measure.ts';
import { outboxReader } from './outbox/enqueue.ts';
import { routes } from './routes.ts';
import { tenderOf } from './tend/tender.ts';
import { type Attendance, serveWidget, widgetDoor } from './web/serve-widget.ts';
import { WidgetFiles } from './web/widget-files.ts';

export { putTransport } from './accounts/transport-writer.ts';
export type { ChannelAdapter } from './adapter.ts';
export { adaptersOf } from './adapters.ts';
export { erasableArrivals } from './backup-reader.ts';
export { checkChannels } from './check-channels.ts';
export { tokenHosts } from './email/token-question.ts';
export { eraseComeAs } from './erase.ts';
export { giveUpUnread, unreadFrom } from './give-up.ts';
export { someComeAs } from './ingress/ingress-reader.ts';
export { keepArrivals } from './ingress/keep-arrivals.ts';
export { outboxReader } from './outbox/enqueue.ts';
export { tenderOf } from './tend/tender.ts';

/** Whether somebody is there to answer a visitor. */
const attendance: Attendance = (platform, account) => attendanceOf(platform, account);

/** How customers reach the organization, and are reached. */
export const channelsRoom = (widgetRoot: string | undefined): Room<Actor> => ({
  name: 'channels',
  routes,
  async http(app, platform) {
    await serveWebhooks(app, platform);
    await serveWidget(app, platform, { files: new WidgetFiles(widgetRoot), attendance });
  },
  guestDoors: (platform) => [widgetDoor(platform, attendance)],
  async start(platform) {
    measureChannels(platform);
    platform.jobs.every('23 3 * * *', 'channels.eraseOutlived', () => eraseOutlived(platform));
    platform.jobs.every('43 3 * * *', 'channels.giveUpOld', () => giveUpOld(platform));
    platform.jobs.every('53 3 * * *', 'channels.forgetRefused', () => forgetRefused(platform));
    const outbox = outboxReader(platform);
    const tender = platform.keep(tenderOf);
    await outbox.start();
    await tender.start();
    return async () => {
      await tender.stop();
      await outbox.stop();
    };
  },
});
