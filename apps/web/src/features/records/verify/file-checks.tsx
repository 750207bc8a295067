import { type Attachment, filePaths } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import type { FilePart } from './verify-proof.ts';

interface Props {
  files: readonly FilePart[];
  attachments: readonly Attachment[];
}

/** Files are compared when that is asked for: their bytes are downloaded for it. */
export function FileChecks({ files, attachments }: Props) {
  const { t } = useTranslation('records');
  return (
    <ul className="plain-list">
      {files.map((part) => {
        const attachment = attachments[Number(part.name.split(':')[1]) - 1];
        return attachment ? (
          <FileCheck key={part.name} part={part} attachment={attachment} />
        ) : (
          <li key={part.name} className="dim">
            {t('fileNotHere')}
          </li>
        );
      })}
    </ul>
  );
}

function FileCheck({ part, attachment }: { part: FilePart; attachment: Attachment }) {
  const { t } = useTranslation('records');
  const { act, busy } = useAct();
  const [right, setRight] = useState<boolean>();
  const check = (): void =>
    void act(async () => {
      const [{ isThatFile }, answer] = await Promise.all([
        import('./verify-proof.ts'),
        fetch(filePaths.content(attachment.file, attachment.name)),
      ]);
      if (!answer.ok) throw new Error(answer.statusText);
      setRight(isThatFile(new Uint8Array(await answer.arrayBuffer()), part));
    });
  return (
    <li className="record-line">
      <span className="ellipsis" dir="auto">
        {attachment.name}
      </span>
      {right === undefined ? (
        <button type="button" className="plain-button link-button" onClick={check} disabled={busy}>
          {t(busy ? 'verifying' : 'checkFile')}
        </button>
      ) : (
        <span className={right ? 'record-right' : 'record-wrong'} role="status">
          {t(right ? 'fileRight' : 'fileWrong')}
        </span>
      )}
    </li>
  );
}
