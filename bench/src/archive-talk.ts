/** Talk that nobody wrote, with the lengths and word frequencies of real talk: Zipf's law over Chinese and English words of our own. */

/** A small generator with a seed, so that every run of a size has the same archive. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws 0 … n - 1, the k-th with a weight of 1 / (k + shift) ^ power. */
export function zipfOf(n: number, random: () => number, power = 1, shift = 2): () => number {
  const upTo = new Float64Array(n);
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += 1 / (k + shift) ** power;
    upTo[k] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    for (let high = n - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Characters of everyday writing, the frequent ones first; each is its own Simplified form. */
const characters =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主年动同工也能下过子说产种面而方后多定行学法所民得经十三之进等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往历市克何除消构府称太准精值号率族维划选标写存候毛亲快效院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严';
const syllables =
  'al an ar as be ber ca co con da de der di do en er es ex fi for ga ge ha he in ing is it ka la le li lo ma me mi mo na ne ni no on or pa per po pro ra re ri ro sa se si so sta ta te ter ti to tra un ur va ve vi wa we yo za'.split(
    ' ',
  );

export interface Words {
  /** The frequent ones first. */
  chinese: string[];
  english: string[];
}

export function wordsOf(random: () => number): Words {
  const pickCharacter = zipfOf(characters.length, random, 0.7, 10);
  const lengths = [1, 2, 2, 2, 2, 2, 2, 2, 3, 4];
  const made = (count: number, make: () => string): string[] => {
    const all = new Set<string>();
    while (all.size < count) all.add(make());
    return [...all];
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return {
    chinese: made(12_000, () => Array.from({ length: pick(lengths) }, () => characters[pickCharacter()]!).join('')),
    english: made(15_000, () => Array.from({ length: pick([1, 2, 2, 3, 3, 4]) }, () => pick(syllables)).join('')),
  };
}

/** Makes one text after the other: six of ten Chinese, three English, one of both; a few words to a paragraph. */
export function talkOf({ chinese, english }: Words, random: () => number): () => string {
  const zh = zipfOf(chinese.length, random);
  const en = zipfOf(english.length, random);
  /** Words of a message: most are short, some long. */
  const length = () => 2 + Math.floor(-Math.log(1 - random()) * 9);
  const marks = ['，', '。', '？', '！', '、'];
  return () => {
    const many = Math.min(length(), 120);
    const kind = random();
    let text = '';
    for (let n = 0; n < many; n++) {
      const inEnglish = kind > 0.7 || (kind > 0.6 && random() < 0.4);
      if (inEnglish) text += `${text === '' || text.endsWith(' ') ? '' : ' '}${english[en()]} `;
      else text += `${chinese[zh()]}${random() < 0.2 ? marks[Math.floor(random() * marks.length)] : ''}`;
    }
    return text.trim();
  };
}
