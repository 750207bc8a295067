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
