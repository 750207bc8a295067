import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';
import { droppedFiles } from '../files/dropped-files.ts';
import type { Chosen } from '../files/upload-desk.ts';

interface Props {
  disabled: boolean;
  onFiles(files: readonly Chosen[]): void;
  children: ReactNode;
}

const hasFiles = (event: DragEvent): boolean => [...event.dataTransfer.types].includes('Files');

/** Files and folders dropped anywhere over the talk are added to the message. */
export function DropArea({ disabled, onFiles, children }: Props) {
  const { t } = useTranslation('composer');
  const [over, setOver] = useState(false);
  // Every child entered and left counts: only leaving all of them is leaving.
  const depth = useRef(0);
  const end = (): void => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has the file button as its counterpart for the keyboard
    <div
      className="drop-area"
      onDragEnter={(e) => {
        if (disabled || !hasFiles(e)) return;
        depth.current++;
        setOver(true);
      }}
      onDragOver={(e) => !disabled && hasFiles(e) && e.preventDefault()}
      onDragLeave={() => {
        if (over && --depth.current <= 0) end();
      }}
      onDrop={(e) => {
        if (disabled || !hasFiles(e)) return;
        e.preventDefault();
        end();
        void droppedFiles(e.dataTransfer).then(onFiles);
      }}
    >
      {children}
      {over && (
        <div className="drop-over">
          <IconUpload size={32} aria-hidden />
          <p>{t('dropHere')}</p>
        </div>
      )}
    </div>
  );
}
