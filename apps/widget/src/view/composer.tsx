/** @jsxImportSource preact */
import type { VisitorFile } from '@rapport/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Talk } from '../talk.ts';
import { sizeOf } from './attachment.tsx';
import { useWords } from './words.ts';

const mostFiles = 5;
export type Upload = (file: File, progress: (share: number) => void) => Promise<VisitorFile>;
interface Rising {
  key: number;
  name: string;
  share: number;
  file?: VisitorFile;
}
let keys = 0;

/** Files that rise while one writes. */
function useFiles(upload: Upload, mostBytes: number) {
  const t = useWords();
  const [files, setFiles] = useState<Rising[]>([]);
  const [problem, setProblem] = useState('');
  const change = (key: number, patch: Partial<Rising>) =>
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...patch } : one)));
  const remove = (key: number) => setFiles((all) => all.filter((one) => one.key !== key));
  const add = (chosen: Iterable<File>) => {
    setProblem('');
    let room = mostFiles - files.length;
    for (const file of chosen) {
      if (room-- <= 0) return setProblem(t('tooMany'));
      if (file.size > mostBytes) {
        setProblem(t('tooLarge', { name: file.name, size: sizeOf(mostBytes) }));
        continue;
      }
      const key = ++keys;
      setFiles((all) => [...all, { key, name: file.name, share: 0 }]);
      upload(file, (share) => change(key, { share })).then(
        (done) => change(key, { file: done, share: 1 }),
        (error: Error) => {
          remove(key);
          setProblem(error.message || t('uploadFailed', { name: file.name }));
        },
      );
    }
  };
  return { files, problem, add, remove, clear: () => setFiles([]) };
}

/** Where one writes. Enter sends, Shift-Enter breaks the line, and nothing is sent while an input method composes. */
export function Composer({ talk, upload, mostBytes, shown }: { talk: Talk; upload: Upload; mostBytes: number; shown: boolean }) {
  const t = useWords();
  const [text, setText] = useState('');
  const { files, problem, add, remove, clear } = useFiles(upload, mostBytes);
  const field = useRef<HTMLTextAreaElement>(null);
  const choose = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (shown) field.current?.focus();
  }, [shown]);
  const ready = files.every(({ file }) => file) && (text.trim() !== '' || files.length > 0);
  const send = () => {
    if (!ready) return;
    talk.say(
      text.trim(),
      files.flatMap(({ file }) => file ?? []),
    );
    setText('');
    clear();
    field.current?.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer?.files ?? []);
      }}
    >
      {files.length > 0 && (
        <ul class="rising" aria-label={t('attached')}>
          {files.map(({ key, name, share, file }) => (
            <li key={key}>
              {name} {!file && <progress value={share} max={1} aria-label={name} />}
              <button type="button" aria-label={t('remove', { name })} onClick={() => remove(key)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p class="bad-text" role="alert">
          {problem}
        </p>
      )}
      <textarea
        ref={field}
        rows={2}
        maxLength={8_000}
        aria-label={t('message')}
        placeholder={t('write')}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={keyed}
        onPaste={({ clipboardData }) => add(clipboardData?.files ?? [])}
      />
      <div class="row">
        <input
          ref={choose}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            add(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
        <button type="button" class="plain" onClick={() => choose.current?.click()}>
          {t('attach')}
        </button>
        <button type="submit" class="main" disabled={!ready}>
          {t('send')}
        </button>
      </div>
    </form>
  );
}
