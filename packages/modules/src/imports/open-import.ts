import { openExportFiles } from './export-files.ts';
import { DEFAULT_LIMITS, type ExportLimits } from './export-shape.ts';
import { ImportFormatError, type ImportSource, type ReportSkip } from './import-item.ts';
import { type IrcOptions, openIrcLogs } from './irc/log-source.ts';
import { openExport } from './jsonl/export-source.ts';
import { isEventLog, openEventLog } from './slack/event-log.ts';
import { openStandardExport, standardRoot } from './slack/standard-export.ts';
import { isXmlArchive, openXmlArchive } from './slack/xml-archive.ts';
import { openArchive, type WecomOptions } from './wecom/archive-source.ts';

export interface ImportOptions {
  /** Told of everything that is not taken over, as it is met: opening, users, conversations and items each report once. */
  report: ReportSkip;
  limits?: Partial<ExportLimits>;
  irc?: IrcOptions;
  wecom?: WecomOptions;
}

/**
 * Open a Slack export (folder or zip; Slack's own layout, an event log, the research XML) or IRC logs (a file, a folder, a
 * zip), or an export of another house as lines of JSON (a zip, or the folder it unpacks to), or a decrypted archive of WeCom. Throws `ImportFormatError` when the path holds none. Close it after use.
 */
export async function openImport(kind: ImportSource['kind'], path: string, options: ImportOptions): Promise<ImportSource> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const files = await openExportFiles(path, limits);
  try {
    if (kind === 'jsonl') return await openExport(files, limits, options.report);
    if (kind === 'wecom') return await openArchive(files, limits, options.report, options.wecom);
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
