export type {
  ImportActor,
  ImportChange,
  ImportConversation,
  ImportDelete,
  ImportEdit,
  ImportFile,
  ImportItem,
  ImportMembership,
  ImportMessage,
  ImportPin,
  ImportReaction,
  ImportSkip,
  ImportSource,
  ImportUser,
  ItemRange,
  ReportSkip,
} from './import-item.ts';
export { ImportFormatError } from './import-item.ts';
export type { ImportReport } from './import-report.ts';
export { type ImportOptions, openImport } from './open-import.ts';
export { type ImportProgress, type ImportRun, runImport } from './run-import.ts';
export { type ImportText, mentionedPeople, renderText, type TextNames, type TextPiece } from './text/import-text.ts';
