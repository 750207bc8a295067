declare module '*.css';

interface ImportMeta {
  /** Filled in by the build. */
  readonly env: { readonly PROD: boolean };
}

/** A file's address, as the build names it. */
declare module '*?url' {
  const address: string;

  // biome-ignore lint/style/noDefaultExport: what the build makes of such an import
  export default address;
}

/** Words of English alone, as the build cuts them out of a file of words. */
declare module '*?words=en' {
  type Table = Readonly<Record<string, string>>;

  export const coreWords: Readonly<Record<string, Table>>;
  export const access: Table;
  export const archive: Table;
  export const attention: Table;
  export const channels: Table;
  export const commitments: Table;
  export const contacts: Table;
  export const customers: Table;
  export const exports: Table;
  export const files: Table;
  export const forms: Table;
  export const health: Table;
  export const inbox: Table;
  export const inboxSettings: Table;
  export const panels: Table;
  export const people: Table;
  export const policy: Table;
  export const records: Table;
  export const reports: Table;
  export const retention: Table;
  export const search: Table;
  export const settings: Table;
  export const signing: Table;
}

/** Words of Chinese alone. */
declare module '*?words=zh' {
  type Table = Readonly<Record<string, string>>;

  export const coreWords: Readonly<Record<string, Table>>;
  export const access: Table;
  export const archive: Table;
  export const attention: Table;
  export const channels: Table;
  export const commitments: Table;
  export const contacts: Table;
  export const customers: Table;
  export const exports: Table;
  export const files: Table;
  export const forms: Table;
  export const health: Table;
  export const inbox: Table;
  export const inboxSettings: Table;
  export const panels: Table;
  export const people: Table;
  export const policy: Table;
  export const records: Table;
  export const reports: Table;
  export const retention: Table;
  export const search: Table;
  export const settings: Table;
  export const signing: Table;
}
