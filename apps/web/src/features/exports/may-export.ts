import type { Me } from '@rapport/contract';

/** Whether I may take records out of anywhere at all. */
export const mayExportSomewhere = (me: Me | null | undefined): boolean =>
  me != null &&
  (me.permissions.includes('records.export') ||
    (me.scoped ?? []).some((held) => held.kind === 'conversation' && held.permissions.includes('records.export')));

/** Whether I may take this conversation out, as the server judges it (RE10). */
export const mayExport = (me: Me | null | undefined, conversation: string): boolean =>
  me != null &&
  (me.permissions.includes('records.export') ||
    (me.scoped ?? []).some(
      (held) => held.kind === 'conversation' && held.id === conversation && held.permissions.includes('records.export'),
    ));
