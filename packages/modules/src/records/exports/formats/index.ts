import type { ExportFormat } from '@rapport/contract';
import { writeCsv } from './csv.ts';
import { writeEml } from './eml.ts';
import type { WriteFormat } from './format.ts';
import { writeJsonl } from './jsonl.ts';
import { writeMbox } from './mbox.ts';
import { writeRsmf } from './rsmf.ts';

/** Formats beside the evidence bundle. */
const formats: Partial<Record<ExportFormat, WriteFormat>> = {
  jsonl: writeJsonl,
  eml: writeEml,
  mbox: writeMbox,
  csv: writeCsv,
  rsmf: writeRsmf,
  // Loaded when somebody asks for one: it brings fonts and a library of its own.
  pdf: async (job) => (await import('./pdf.ts')).writePdf(job),
};

export const writerOf = (format: ExportFormat): WriteFormat | undefined => formats[format];

/** Whether this house writes a format. */
export const isWritten = (format: ExportFormat): boolean => format === 'bundle' || writerOf(format) !== undefined;
