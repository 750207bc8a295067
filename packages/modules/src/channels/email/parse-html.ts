import { type Handler, Parser } from 'htmlparser2';

/** Deeper than any letter, its quotes of quotes included. */
const depthAtMost = 1_000;
/** Characters between two looks at the depth. */
const piece = 16_384;

/** Reads HTML of mail. What is nested without end is read up to there only: each step into it costs the parser as much as it is deep. */
export function parseHtml(
  html: string,
  { onopentag, onclosetag, ontext }: Pick<Handler, 'onopentag' | 'onclosetag' | 'ontext'>,
): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (...given) => {
        depth += 1;
        onopentag(...given);
      },
      onclosetag: (...given) => {
        depth -= 1;
        onclosetag(...given);
      },
      ontext: (text) => ontext(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  for (let place = 0; place < html.length && depth <= depthAtMost; place += piece) parser.write(html.slice(place, place + piece));
  parser.end();
}
