const hour = 60 * 60_000;

/** Bundles of one person that are not finished at a time. */
export const mostUnfinished = 3;
/** Bytes of one bundle: 64 GiB. */
export const mostBytes = 64 * 1024 ** 3;
/** Milliseconds that a bundle is kept. */
export const keptFor = 7 * 24 * hour;
/** Times that a bundle is begun again before it has failed. */
export const mostAttempts = 5;
/** Age of what a broken-off run left on the disk. */
export const leftOverAfter = 24 * hour;
