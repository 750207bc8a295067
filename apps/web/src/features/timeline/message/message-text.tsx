import { emojiOnly, type ResolveMention, renderMarkdown } from '@rapport/ui';
import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, memo, useMemo, useRef } from 'react';
import { useClient } from '../../../app/client.tsx';
import { languageOfText } from '../../../app/text-language.ts';
import { openPersonCard } from '../../people/person-card.tsx';
import { useMentionNames } from '../use-mention-names.ts';
import { useCode } from './use-code.ts';

/** A message's Markdown. Texts without mentions are not drawn anew when a name changes somewhere. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  return /<[@!#]/.test(text) ? <MentioningText text={text} /> : <Rendered text={text} />;
});

function MentioningText({ text }: { text: string }) {
  return <Rendered text={text} resolve={useMentionNames()} />;
}

function Rendered({ text, resolve }: { text: string; resolve?: ResolveMention }) {
  const me = useClient((s) => s.me?.user.id);
  const navigate = useNavigate();
  const html = useMemo(() => renderMarkdown(text, { resolve, me }), [text, resolve, me]);
  const emoji = emojiOnly(text, 6);
  const place = useRef<HTMLDivElement>(null);
  useCode(place, html);

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement;
    const mention = target.closest<HTMLElement>('[data-user],[data-conversation]');
    if (mention?.dataset.user) return openPersonCard(mention.dataset.user, mention.getBoundingClientRect());
    if (mention?.dataset.conversation) {
      return void navigate({ to: '/c/$conversation', params: { conversation: mention.dataset.conversation }, search: {} });
    }
    // Links to this very house stay in this window.
    const link = target.closest<HTMLAnchorElement>('a[href]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const url = new URL(link.href);
    if (url.origin === location.origin && /^\/(c|t)\//.test(url.pathname)) {
      event.preventDefault();
      void navigate({ href: url.pathname + url.search });
    }
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: links inside have their own keys; mentions open by click as a convenience
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for clicks on what is inside
    <div
      ref={place}
      className={`prose${emoji > 0 ? ' prose-emoji' : ''}`}
      lang={languageOfText(text)}
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown answers sanitised HTML, tested against the DOMPurify set
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
