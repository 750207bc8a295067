import { type RefObject, useEffect } from 'react';
import { copyText } from '../../../app/copy.ts';
import { useTranslation } from '../../../app/translation.tsx';

const languageOf = (code: Element): string | null => /(?:^| )language-(\S+)/.exec(code.className)?.[1] ?? null;

/** A button in the corner of a block of code, outside of what React draws: the block is drawn from HTML. */
function addCopy(block: HTMLElement, code: Element, label: string, said: string): void {
  if (block.querySelector('.code-copy')) return;
  const text = code.textContent ?? '';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'code-copy';
  button.textContent = label;
  button.addEventListener('click', () => void copyText(text, said));
  const named = languageOf(code);
  if (named) block.dataset.language = named;
  block.append(button);
}

/** Blocks of code get their colours, the name of their language and a way to copy them. Their size stays as it was. */
export function useCode(place: RefObject<HTMLElement | null>, html: string): void {
  const { t } = useTranslation('app');
  const [label, said] = [t('copy'), t('copied')];
  useEffect(() => {
    const element = place.current;
    if (!element || !html.includes('<pre>')) return;
    let gone = false;
    for (const code of element.querySelectorAll('pre > code'))
      if (code.parentElement) addCopy(code.parentElement, code, label, said);
    if (html.includes('class="language-')) {
      void import('../../files/preview/code-colours.ts').then(({ colouredHtml }) => {
        if (gone) return;
        for (const code of element.querySelectorAll('pre > code[class*=language-]'))
          code.innerHTML = colouredHtml(code.textContent ?? '', languageOf(code)?.toLowerCase() ?? '');
      });
    }
    return () => {
      gone = true;
    };
  }, [place, html, label, said]);
}
