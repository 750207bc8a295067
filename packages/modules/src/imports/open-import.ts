import { openExportFiles } from './export-files.ts';
import { DEFAULT_LIMITS, type ExportLimits } from './export-shape.ts';
import { ImportFormatError, type ImportSource, type ReportSkip } from './import-item.ts';
import { type IrcOptions, openIrcLogs } from './irc/log-source.ts';
import { isEventLog, openEventLog } from './slack/event-log.ts';
import { openStandardExport, standardRoot } from './slack/standard-export.ts';
import { isXmlArchive, openXmlArchive } from './slack/xml-archive.ts';

export interface ImportOptions {
  /** Told of everything that is not taken over, as it is met: opening, users, conversations and items each report once. */
  report: ReportSkip;
  limits?: Partial<ExportLimits>;
  irc?: IrcOptions;
}

/**
 * Open a Slack export (folder or zip; Slack's own layout, an event log, the research XML) or IRC logs (a file, a folder, a
 * zip). Throws `ImportFormatError` when the path holds neither. Close it after use.
 */
export async function openImport(kind: ImportSource['kind'], path: string, options: ImportOptions): Promise<ImportSource> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const files = await openExportFiles(path, limits);
  try {
    if (kind === 'irc') return await openIrcLogs(files, options.report, options.irc);
    if (standardRoot(files) !== undefined && !(await isEventLog(files)))
      return await openStandardExport(files, limits, options.report);
    if (await isEventLog(files)) return await openEventLog(files, limits, options.report);
    if (await isXmlArchive(files)) return await openXmlArchive(files, limits, options.report);
    throw new ImportFormatError('This is no Slack export: neither users.json/channels.json nor a log of events was found');
  } catch (error) {
    await files.close();
    throw error;
  }
}
