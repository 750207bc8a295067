import type { Readable } from 'node:stream';
import type { Platform } from '@rapport/platform';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { storageFault } from '../bytes/stored-bytes.ts';
import { filesById, uploadById } from '../reader.ts';
import { deleteUpload } from '../writer.ts';
import { settled } from './finish-upload.ts';
import { partsOf } from './part-store.ts';

/** Where the tus server keeps uploads: rows in the database, bytes in the part store. */
export class TusStore extends DataStore {
  private readonly platform: Platform;
  private receiving = 0;

  constructor(platform: Platform) {
    super();
    this.platform = platform;
    platform.metrics.gauge('rapport_uploads_receiving', 'Uploads whose bytes are coming in', () => this.receiving);
    // No `expiration`: the library would measure it by another clock than the house's; the clean-up job does it.
    this.extensions = ['creation', 'creation-with-upload', 'termination'];
  }

  /** The row was made when the upload was admitted. */
  override async create(upload: Upload): Promise<Upload> {
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    await settled(this.platform, id);
    const row = await uploadById(this.platform.db, id);
    if (!row) {
      const [file] = await filesById(this.platform.db, [id]);
      // Done: whoever lost the last answer learns it here.
      if (file)
        return new Upload({
          id,
          size: file.size,
          offset: file.size,
          creation_date: new Date(this.platform.clock.now()).toISOString(),
        });
      throw ERRORS.FILE_NOT_FOUND;
    }
    const parts = this.platform.keep(partsOf);
    let offset = await parts.size(id);
    if (offset === undefined) throw ERRORS.FILE_NO_LONGER_EXISTS;
    // All bytes but no file: the house fell in between. The last byte is asked again, and with it the file is made.
    if (offset >= row.size && row.size > 0) {
      offset = row.size - 1;
      await parts.cut(id, offset);
    }
    return new Upload({
      id,
      size: row.size,
      offset,
      metadata: { filename: row.name },
      creation_date: new Date(row.createdAt).toISOString(),
    });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const row = await uploadById(this.platform.db, id);
    if (!row) throw ERRORS.FILE_NOT_FOUND;
    const key = this.platform.vault.unwrap(row.wrappedKey);
    this.receiving++;
    try {
      return await this.platform.keep(partsOf).append(id, key, offset, stream);
    } catch (error) {
      throw storageFault(error);
    } finally {
      this.receiving--;
      key.fill(0);
    }
  }

  override async remove(id: string): Promise<void> {
    if (!(await uploadById(this.platform.db, id))) throw ERRORS.FILE_NOT_FOUND;
    await this.platform.db.transaction((tx) => deleteUpload(tx, id));
    await this.platform.keep(partsOf).remove(id);
  }
}
