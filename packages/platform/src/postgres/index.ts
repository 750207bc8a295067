export { findBinaries, PostgresNotFoundError } from './find-binaries.ts';
export { FolderInUseError, type FolderLock, lockFolder } from './folder-lock.ts';
export { findRunningPostgres } from './running-postgres.ts';
export { type LauncherLog, type RunningPostgres, type StartPostgres, startPostgres } from './start-postgres.ts';
