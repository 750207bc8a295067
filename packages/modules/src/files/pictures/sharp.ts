import sharp, { type Sharp, type SharpOptions } from 'sharp';

// libvips can read far more than is safe to offer strangers: everything is shut, then five loaders are opened.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadHeif'],
});
sharp.cache(false);
sharp.concurrency(1);

/** Pixels of one picture. */
export const maxPixels = 100_000_000;

/** Bytes of a picture that has to be decoded as a whole. */
export const maxHeldBytes = 4 * maxPixels;

/** A picture to be read; broken ones fail instead of being guessed at. */
export const picture = (bytes: Buffer, more: SharpOptions = {}): Sharp =>
  sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true, ...more });
