const reference = /&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,31});/gi;
const known = new Map<string, string>();
let reader: HTMLTextAreaElement | undefined;

/** One reference: the browser knows them all. A text area holds text and nothing else, whatever stands in it. */
function read(one: string): string {
  let text = known.get(one);
  if (text === undefined) {
    reader ??= document.createElement('textarea');
    reader.innerHTML = one;
    text = reader.value;
    // Whoever writes many different ones fills no memory.
    if (known.size >= 2_000) known.clear();
    known.set(one, text);
  }
  return text;
}

/**
 * Character references that end in a semicolon, as HTML reads them. Stands in the build for the table of two thousand names that
 * the Markdown parser would bring for servers.
 */
export const decodeHTMLStrict = (text: string): string => text.replace(reference, read);
