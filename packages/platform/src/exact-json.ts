const numberOrString = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON in which whole numbers of 16 digits and more come as text: JSON.parse would round them, and ids are among them. @throws SyntaxError */
export function parseExact(text: string): unknown {
  // Of what is no JSON the pattern would look for the end of each string anew: anybody could keep it busy for hours.
  JSON.parse(text);
  return JSON.parse(text.replace(numberOrString, (found) => (/^-?\d{16,}$/.test(found) ? `"${found}"` : found)));
}
