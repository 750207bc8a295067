/** The place that a link of a message, of its record, or `conversation/number` names; undefined where it names none. */
export function placeOfLink(text: string): { conversation: string; seq: number } | undefined {
  const found = /(?:^|\/(?:c|records)\/)([0-9a-f]{8}-[0-9a-f-]{27})\/(\d{1,15})(?:[?#].*)?$/i.exec(text.trim());
  const seq = Number(found?.[2]);
  return found?.[1] && seq > 0 ? { conversation: found[1].toLowerCase(), seq } : undefined;
}
