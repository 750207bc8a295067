/** A host name as it travels (IDNA, as the browser does it); one that is none stays as it is. Stands in the build for a table-driven copy of the same. */
export function toASCII(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}

/** A name that was written in its travelling form is shown so: what looks like another address is not made of it. */
export const toUnicode = (host: string): string => host;
