import { createWebPush, newPushKeys, type Platform, type PushTransport } from '@rapport/platform';
import { pushKeys } from './reader.ts';
import { insertPushKeys } from './writer.ts';

/** The address in `Name <address>`, or the house's own when that is public: whom a push service may write to. */
function subjectOf(platform: Platform): string {
  const { url, mailFrom } = platform.config;
  if (url.startsWith('https:')) return url;
  return `mailto:${/<([^<>\s]+@[^<>\s]+)>/.exec(mailFrom)?.[1] ?? 'rapport@localhost'}`;
}

/** Keys are made on first use and kept for good: with others, every subscription would be lost. */
async function open(platform: Platform): Promise<PushTransport> {
  let stored = await pushKeys(platform.db);
  if (!stored) {
    const made = newPushKeys();
    const privateKey = platform.vault.seal(Buffer.from(made.privateKey));
    await platform.db.transaction((tx) =>
      insertPushKeys(tx, { publicKey: made.publicKey, privateKey, at: platform.clock.now() }),
    );
    // Another node may have been first.
    stored = (await pushKeys(platform.db))!;
  }
  return createWebPush({
    keys: { publicKey: stored.publicKey, privateKey: platform.vault.open(stored.privateKey).toString() },
    subject: subjectOf(platform),
    clock: platform.clock,
    allowAddresses: platform.config.allowAddresses,
  });
}

function deskOf(platform: Platform): { transport(): Promise<PushTransport> } {
  let opened: Promise<PushTransport> | undefined;
  return {
    transport() {
      opened ??= open(platform).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
  };
}

/** How pushes leave this house. */
export const pushTransport = (platform: Platform): Promise<PushTransport> => platform.keep(deskOf).transport();
