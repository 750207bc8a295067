import { LogReader, type Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { declareJobs } from './clean-up.ts';
import { serveDownloads } from './download/serve-file.ts';
import { declareConversion } from './office/declare-conversion.ts';
import { followAvatars } from './reactions.ts';
import { routes } from './routes.ts';
import { serveUploads } from './upload/tus-routes.ts';

export { erasableFiles } from './backup-reader.ts';
export { fileDigests, reckonDigests } from './file-digests.ts';
export { grantThrough, listThrough } from './grants.ts';
export { bytesOfFiles, dropBytes, type FileBytes, keepBytes, openKept, sealBytes } from './kept-bytes.ts';
export {
  /** @public For rooms that hold bytes themselves: mail, imports. */
  storeFile,
  storeReceived,
  storeStream,
} from './make-file.ts';
export { printedPicture } from './pictures/printed-picture.ts';
export { referredBy, someReferred } from './reader.ts';
export {
  addReferences,
  attachmentsOf,
  dropReferences,
  eraseReferences,
  eraseReferencesTo,
} from './references.ts';

export const filesRoom: Room<Actor> = {
  name: 'files',
  routes,
  async http(app, platform, authenticate) {
    await app.register(async (scope) => {
      // The bytes of an upload are read by the upload itself, as they come.
      scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
      serveUploads(scope, platform, authenticate);
    });
    serveDownloads(app, platform, authenticate);
  },
  async start(platform) {
    declareJobs(platform);
    await declareConversion(platform);
    const avatars = new LogReader(platform, {
      name: 'files.avatars',
      kinds: ['organization'],
      handle: (tx, entries) => followAvatars(platform, tx, entries),
    });
    await avatars.start();
    return () => avatars.stop();
  },
};
