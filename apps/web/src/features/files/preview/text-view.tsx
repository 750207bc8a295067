import { SegmentedControl } from '@mantine/core';
import { type File, filePaths } from '@rapport/contract';
import { renderMarkdown } from '@rapport/ui';
import { useEffect, useMemo, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Later } from '../../../app/later.tsx';
import { languageOfText } from '../../../app/text-language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { codeLanguageOf } from './view-of.ts';
import '../../timeline/prose.css';

/** Bytes of a text that are read; longer ones are cut. */
const readBytes = 512 * 1024;

interface Read {
  text: string;
  complete: boolean;
}

/** Text, code or Markdown: always drawn from its characters, never run. */
export function TextView({ file, markdown }: { file: File; markdown: boolean }) {
  const { t } = useTranslation(['files', 'app']);
  const { read, failed } = useText(file);
  const [source, setSource] = useState(!markdown);
  if (failed) return <p className="preview-note">{t('broken')}</p>;
  if (!read)
    return (
      <Later>
        <p className="preview-note">{t('app:loading')}</p>
      </Later>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className="text-view" tabIndex={0} aria-label={file.name}>
      {markdown && (
        <SegmentedControl
          size="xs"
          value={source ? 'text' : 'page'}
          onChange={(value) => setSource(value === 'text')}
          data={[
            { value: 'page', label: t('asPage') },
            { value: 'text', label: t('asText') },
          ]}
        />
      )}
      {!read.complete && <p className="dim">{t('cutOff')}</p>}
      {source ? <Code text={read.text} name={file.name} /> : <Page text={read.text} />}
    </section>
  );
}

function useText(file: File): { read: Read | null; failed: boolean } {
  const client = useDoor();
  const [state, setState] = useState<{ read: Read | null; failed: boolean }>({ read: null, failed: false });
  useEffect(() => {
    let gone = false;
    const read = async (): Promise<Read> => {
      const beginning = await client.call('files.text', { file: file.file });
      if (beginning.complete) return beginning;
      const range = { range: `bytes=0-${readBytes - 1}` };
      const answer = await fetch(filePaths.content(file.file, file.name), { headers: range });
      if (!answer.ok) throw new Error(String(answer.status));
      const bytes = await answer.arrayBuffer();
      const text = new TextDecoder(beginning.charset).decode(bytes, { stream: true });
      return { text, complete: bytes.byteLength >= file.size };
    };
    read().then(
      (done) => !gone && setState({ read: done, failed: false }),
      () => !gone && setState({ read: null, failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [client, file]);
  return state;
}

function Page({ text }: { text: string }) {
  const html = useMemo(() => renderMarkdown(text), [text]);
  return (
    <div
      className="prose text-page"
      lang={languageOfText(text)}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown answers sanitised HTML, tested against the DOMPurify set
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

function Code({ text, name }: { text: string; name: string }) {
  const language = codeLanguageOf(name);
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    if (!language) return;
    let gone = false;
    void import('./code-colours.ts').then(({ colouredHtml }) => !gone && setHtml(colouredHtml(text, language)));
    return () => {
      gone = true;
    };
  }, [text, language]);
  if (html === null) return <pre className="text-code">{text}</pre>;
  return (
    <pre
      className="text-code"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: highlight.js escapes the text and adds spans only
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
