export { type DatabaseUser, databaseUser } from './database-user.ts';
export { findBinaries, PostgresNotFoundError } from './find-binaries.ts';
export { FolderInUseError, type FolderLock, lockFolder } from './folder-lock.ts';
export type { CarryDatabase } from './move-cluster.ts';
export { findRunningPostgres } from './running-postgres.ts';
export { type LauncherLog, plannedMove, type RunningPostgres, type StartPostgres, startPostgres } from './start-postgres.ts';
