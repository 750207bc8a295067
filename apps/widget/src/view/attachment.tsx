/** @jsxImportSource preact */
import type { VisitorFile } from '@rapport/contract';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from './words.ts';

export type Bytes = (seq: number, file: VisitorFile) => Promise<Blob>;

/** What the frame shows itself; everything else is saved. */
const pictures = /^image\/(png|jpeg|gif|webp|avif)$/;
/** Pictures above this are asked for only when wanted, bytes. */
const largePicture = 3 * 1024 * 1024;

export const sizeOf = (bytes: number): string => {
  const [value, unit] =
    bytes < 1024 ? [bytes, 'byte'] : bytes < 1024 * 1024 ? [bytes / 1024, 'kilobyte'] : [bytes / 1024 / 1024, 'megabyte'];
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
};

/** A file of the talk. Its bytes need the visit's token, so that they come by a call and not by an address. */
export function Attachment({ seq, file, bytes }: { seq: number; file: VisitorFile; bytes: Bytes }) {
  const t = useWords();
  const [picture, setPicture] = useState<string>();
  const [failed, setFailed] = useState(false);
  const isShown = pictures.test(file.type) && file.size <= largePicture;
  useEffect(() => {
    if (!isShown) return;
    let address: string | undefined;
    let left = false;
    bytes(seq, file).then(
      (blob) => {
        if (left) return;
        address = URL.createObjectURL(new Blob([blob], { type: file.type }));
        setPicture(address);
      },
      () => setFailed(true),
    );
    return () => {
      left = true;
      if (address) URL.revokeObjectURL(address);
    };
  }, [file.id]);
  const save = async () => {
    try {
      const address = URL.createObjectURL(new Blob([await bytes(seq, file)], { type: 'application/octet-stream' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  if (picture)
    return (
      <button type="button" class="picture" onClick={save} aria-label={t('open', { name: file.name })}>
        <img src={picture} alt={file.name} />
      </button>
    );
  return (
    <button type="button" class="file" onClick={save}>
      <b>{file.name}</b> <span class="quiet">{failed ? t('again') : sizeOf(file.size)}</span>
    </button>
  );
}
