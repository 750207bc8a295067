/** Files of contacts, by `GET`. No schemas here: the client's first load may have it. */
export const contactPaths = {
  /** A table, or cards, with the filters of `contacts.list` as a query. */
  export: (format: 'csv' | 'vcf'): string => `/api/contacts/export.${format}`,
  card: (contact: string): string => `/api/contacts/${contact}/card.vcf`,
} as const;
