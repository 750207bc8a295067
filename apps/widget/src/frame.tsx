/** @jsxImportSource preact */
import { render } from 'preact';
import type { FromFrame, ToFrame } from './between.ts';
import { type Visit, Widget } from './view/widget.tsx';
import { WordsContext } from './view/words.ts';
import { wordsOf } from './words.ts';

/** The page in the frame: `/widget/<account>?language=zh`. Opened by itself, without a site around it, it is a page of its own to write to. */
const account = location.pathname.split('/')[2] ?? '';
const language = /^zh\b/i.test(new URLSearchParams(location.search).get('language') ?? navigator.language) ? 'zh' : 'en';
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
const isAlone = parent === window;
let visit: Visit = { account, language, identity: undefined, page: undefined, shown: isAlone };

const root = document.getElementById('widget')!;
const words = wordsOf(language);
const draw = (): void =>
  render(
    <WordsContext.Provider value={words}>
      <Widget key={visit.identity?.user ?? ''} visit={visit} />
    </WordsContext.Provider>,
    root,
  );

addEventListener('message', ({ source, data }: MessageEvent<ToFrame | undefined>) => {
  if (source !== parent || isAlone || data?.rapport !== 'page') return;
  visit = { ...visit, shown: data.shown, identity: data.identity, page: data.page };
  draw();
});
draw();
if (!isAlone) parent.postMessage({ rapport: 'ready' } satisfies FromFrame, '*');
