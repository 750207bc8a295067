import { type PageLanguage, plainPages, safeText } from '@rapport/platform';

export interface RatingPage {
  language: PageLanguage;
  organization: string;
  scale: 'csat' | 'nps';
  /** The least and the most that can be said. */
  range: readonly [number, number];
  score: number | null;
  comment: string;
  /** What was just done, or is missing. */
  told?: 'thanks' | 'no-score' | undefined;
  /** Whether it is told only, and can be changed no more. */
  isOver: boolean;
}

const words = {
  en: {
    title: {
      csat: (name: string) => (name ? `How did ${name} do?` : 'How did we do?'),
      nps: (name: string) => `How likely are you to recommend ${name || 'us'}?`,
    },
    lead: { csat: 'Choose one. A few words help us to do better.', nps: '0: not at all. 10: very likely.' },
    scores: ['', 'Very dissatisfied', 'Dissatisfied', 'Neither nor', 'Satisfied', 'Very satisfied'],
    ends: ['Not at all likely', 'Very likely'],
    legend: 'Your rating',
    comment: 'What was good, what was not? (optional)',
    send: 'Send',
    change: 'Send the change',
    thanks: 'Thank you. Your answer has reached us.',
    noScore: 'Choose a rating first.',
    changeable: 'You can change your answer for a day.',
    done: 'You have answered already. Thank you.',
    given: 'Your rating: ',
    goneTitle: 'This link is not valid',
    gone: 'It may have been cut off on its way. Open it again from the message.',
    overTitle: 'It is too late for an answer',
    over: 'The link worked for thirty days. If there is something you would like to tell us, simply answer our last message.',
  },
  'zh-CN': {
    title: {
      csat: (name: string) => `您对${name || '我们'}的服务满意吗？`,
      nps: (name: string) => `您有多大可能向别人推荐${name || '我们'}？`,
    },
    lead: { csat: '请选择一项；如果愿意，也欢迎写几句。', nps: '0分表示完全不会，10分表示非常愿意。' },
    scores: ['', '很不满意', '不满意', '一般', '满意', '很满意'],
    ends: ['完全不会', '非常愿意'],
    legend: '您的评分',
    comment: '哪里做得好，哪里还不够？（选填）',
    send: '提交',
    change: '提交修改',
    thanks: '感谢您的评价，我们已经收到。',
    noScore: '请先选择评分。',
    changeable: '一天之内可以修改。',
    done: '您已经评价过了，谢谢。',
    given: '您的评分：',
    goneTitle: '链接无效',
    gone: '链接可能不完整，请从原消息中重新打开。',
    overTitle: '评价已截止',
    over: '这个链接的有效期为三十天。如果还有想告诉我们的，直接回复我们最后一条消息即可。',
  },
};

const { page, send } = plainPages(`
fieldset{border:0;margin:1.25rem 0;padding:0;min-width:0}
legend{font-weight:600;padding:0;margin-bottom:.5rem}
.scores{display:grid;gap:.5rem}
.scores.nps{grid-template-columns:repeat(6,1fr)}
@media (min-width:34rem){.scores.nps{grid-template-columns:repeat(11,1fr);gap:.25rem}}
.score{position:relative;display:flex;align-items:center;gap:.75rem;min-height:3rem;padding:.25rem 1rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);cursor:pointer}
.nps .score{justify-content:center;padding:.25rem}
.score b{font-variant-numeric:tabular-nums;min-width:1ch;text-align:center}
.score input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.score:has(:checked){border-color:var(--mark);box-shadow:inset 0 0 0 1px var(--mark);background:var(--good);color:var(--good-ink)}
.score:has(:focus-visible){outline:3px solid var(--mark);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:1rem;font-size:.9rem}
.stars{margin-left:auto;letter-spacing:.1em;color:var(--mark)}
.wrong{background:var(--bad);color:var(--bad-ink);border-radius:.75rem;padding:.75rem 1rem;margin:1rem 0}
:root{--bad:#fdecea;--bad-ink:#7a1616}
@media (prefers-color-scheme:dark){:root{--bad:#3a1717;--bad-ink:#ffc9c4}}
textarea{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.6rem .75rem;width:100%;min-height:6rem;resize:vertical}
label.words{display:block;font-weight:600;margin-bottom:.5rem}
`);
export const sendRatingPage = send;

type Words = (typeof words)['en'];

function scoreInputs(say: Words, { scale, range: [least, most], score }: RatingPage): string {
  const one = (n: number): string => {
    const checked = n === score ? ' checked' : '';
    const inside =
      scale === 'nps'
        ? `<b>${n}</b>`
        : `<b>${n}</b><span>${say.scores[n]}</span><span class="stars" aria-hidden="true">${'★'.repeat(n)}</span>`;
    return `<label class="score"><input type="radio" name="score" value="${n}" required${checked}>${inside}</label>`;
  };
  // The best of five stands where the thumb is first; eleven stand in their order.
  const all = Array.from({ length: most - least + 1 }, (_, i) => one(scale === 'csat' ? most - i : least + i));
  const ends = scale === 'nps' ? `<p class="ends soft"><span>${say.ends[0]}</span><span>${say.ends[1]}</span></p>` : '';
  return `<fieldset><legend>${say.legend}</legend><div class="scores ${scale}">${all.join('')}</div>${ends}</fieldset>`;
}

function givenAlready(say: Words, { score, scale, comment }: RatingPage): string {
  const named = scale === 'csat' ? ` · ${say.scores[score ?? 0] ?? ''}` : '';
  const words = comment ? `<p>${safeText(comment)}</p>` : '';
  return `<p class="told" role="status">${say.done}</p><p>${say.given}<b>${score}</b>${named}</p>${words}`;
}

/** The page on which a contact says how it went: plain HTML, without a script. */
export function ratingPage(asked: RatingPage): string {
  const { language, organization, scale, score, comment, told, isOver } = asked;
  const say = words[language];
  const title = say.title[scale](organization);
  if (isOver) return page(language, title, givenAlready(say, asked));
  const thanks = told === 'thanks' ? `<p class="told" role="status">${say.thanks} ${say.changeable}</p>` : '';
  const missing = told === 'no-score' ? `<p class="wrong" role="alert">${say.noScore}</p>` : '';
  const text = `<label class="words" for="comment">${say.comment}</label><textarea id="comment" name="comment" maxlength="2000" rows="4">${safeText(comment)}</textarea>`;
  const form = `<form method="post">${scoreInputs(say, asked)}${text}<button class="first">${score === null ? say.send : say.change}</button></form>`;
  return page(language, title, `${thanks}${missing}<p class="soft">${say.lead[scale]}</p>${form}`);
}

/** For a link that leads to nothing, or does so no more. */
export const noRatingPage = (language: PageLanguage, why: 'unknown' | 'over'): string =>
  why === 'over'
    ? page(language, words[language].overTitle, `<p>${words[language].over}</p>`)
    : page(language, words[language].goneTitle, `<p>${words[language].gone}</p>`);
