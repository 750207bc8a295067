import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** `text` and `bold`: Chinese, Latin, Greek, Cyrillic; `other`: letters of Europe that those have not; `emoji`. */
export type Face = 'text' | 'bold' | 'other' | 'emoji';

/** Fonts come with packages under open licences (docs/dependencies.md); what a document needs of them is embedded. */
export function facePaths(): Record<Face, string> {
  const chinese = join(dirname(require.resolve('@embedpdf/fonts-sc')), '../fonts');
  return {
    text: join(chinese, 'NotoSansHans-Regular.otf'),
    bold: join(chinese, 'NotoSansHans-Bold.otf'),
    other: require.resolve('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'),
    emoji: require.resolve('@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
  };
}

/** What is drawn as one and never broken. */
export interface Unit {
  face: Face;
  text: string;
}

/** Whether a face has a character, by its code point. */
export type Covers = (face: Face, code: number) => boolean;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
// Only these make several code points one character that is seen.
const joined = /[\p{M}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d]/u;
const pictorial = /[\p{Extended_Pictographic}\p{Regional_Indicator}]|\u20e3/u;
// They say how the character before them is drawn, or that two are drawn as one.
const manner = /[\ufe0e\ufe0f]/g;
const joiner = 0x200d;
// Fonts may have glyphs for what is not seen; drawn as nothing it would be left out.
const unseen = /\p{C}/u;

// Chinese fonts draw these as wide as a character; beside a Latin letter they are its own.
const shared = new Set('‘’“”…—·');
const latin = /^[\p{Script=Latin}\d]$/u;

/** Characters without a glyph that stand in one pair of brackets. */
const mostBracketed = 6;

function* charactersOf(text: string): Generator<string> {
  if (!joined.test(text)) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}

const codesOf = (text: string): number[] => Array.from(text, (one) => one.codePointAt(0)!);

function faceOf(character: string, face: Face, covers: Covers): Unit | undefined {
  const plain = character.replace(manner, '').normalize('NFC');
  const codes = codesOf(plain);
  const seen = !unseen.test(plain);
  if (seen && codes.every((code) => covers(face, code))) return { face, text: plain };
  if (pictorial.test(plain) && codes.every((code) => code === joiner || covers('emoji', code)))
    return { face: 'emoji', text: character };
  if (seen && codes.every((code) => covers('other', code))) return { face: 'other', text: plain };
  return undefined;
}

const hex = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * What is drawn, in order. What no face has is drawn as its code points (`[U+0627 U+0644]`), marks that turn the reading around among them: nothing
 * is left out unseen.
 */
export function unitsOf(text: string, face: Face, covers: Covers): Unit[] {
  const units: Unit[] = [];
  let missing: number[] = [];
  const bracket = () => {
    for (let at = 0; at < missing.length; at += mostBracketed)
      units.push({
        face,
        text: `[${missing
          .slice(at, at + mostBracketed)
          .map(hex)
          .join(' ')}]`,
      });
    missing = [];
  };
  const characters = [...charactersOf(text)];
  for (const [i, character] of characters.entries()) {
    const besideLatin = shared.has(character) && [characters[i - 1], characters[i + 1]].some((one) => one && latin.test(one));
    const unit = faceOf(character, besideLatin && covers('other', character.codePointAt(0)!) ? 'other' : face, covers);
    if (!unit) {
      missing.push(...codesOf(character));
      continue;
    }
    bracket();
    if (unit.text !== '') units.push(unit);
  }
  bracket();
  return units;
}
