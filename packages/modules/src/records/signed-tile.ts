import { Fault } from '@rapport/contract';
import { hashLength, type Tile, tilePath, tileWidth } from '@rapport/ledger';
import type { TileFolder } from './tile-folder.ts';

/**
 * Bytes of a tile of a signed tree. A partial one may have made way for the full one, which begins with it.
 * @throws Fault `unavailable` where this server does not have the ledger's files
 */
export async function signedTile(folder: TileFolder, epoch: number, tile: Tile): Promise<Uint8Array> {
  const whole = tilePath({ ...tile, width: tileWidth });
  const bytes = (await folder.read(epoch, tilePath(tile))) ?? (await folder.read(epoch, whole));
  if (!bytes) throw new Fault('unavailable');
  return bytes.subarray(0, tile.width * hashLength);
}
