export { ImportFormatError } from './import-item.ts';
export type { ImportReport } from './import-report.ts';
export { type ImportProgress, type ImportRun, runImport } from './run-import.ts';
