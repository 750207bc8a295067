/** Destroying, erasing and trying rules take long: one at a time in the whole house, so that other jobs find a worker. */
export const retentionQueue = 'retention';
