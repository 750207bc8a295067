import { type Conversion, type File, filePaths } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { codeOf } from '../../../app/errors.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { PdfView } from './pdf-view.tsx';

type State = Conversion['state'] | 'asking';
interface Known {
  state: State;
  reason?: Conversion['reason'];
  /** Asked so often that one may wonder. */
  late: boolean;
}

/** Milliseconds between two looks whether it is ready. */
const pause = 1_000;
const lateAfter = 15;

const whys = { time: 'notConvertedTime', large: 'notConvertedLarge', unreadable: 'notConvertedUnreadable' } as const;

/** An office file as the PDF that the server makes of it. */
export function OfficeView({ file }: { file: File }) {
  const { t } = useTranslation('files');
  const { state, reason, late } = useConversion(file.file);
  if (state === 'ready') return <PdfView address={filePaths.pdf(file.file)} name={file.name} />;
  if (state === 'unavailable') return <Note title={t('noOffice')} text={t('noOfficeText')} />;
  if (state === 'failed') {
    const why = whys[reason ?? 'unreadable'];
    return <Note title={t('notConverted')} text={t(why)} />;
  }
  return (
    <div className="preview-note" role="status">
      <p>{t('converting')}</p>
      {late && <p className="dim">{t('convertingLong')}</p>}
    </div>
  );
}

function Note({ title, text }: { title: string; text: string }) {
  return (
    <div className="preview-note">
      <p className="strong">{title}</p>
      <p className="dim">{text}</p>
    </div>
  );
}

/** A file that is not there any more has no PDF; anything else may pass. */
const whenRefused = (error: unknown): Conversion => ({ state: codeOf(error) === 'not-found' ? 'failed' : 'waiting' });

/** Asks for the PDF and looks again until it is there, or cannot be. Without an answer it goes on asking: the line may be down. */
function useConversion(file: string): Known {
  const client = useDoor();
  const [known, setKnown] = useState<Known>({ state: 'asking', late: false });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const ask = async (): Promise<void> => {
      const answer = await client.call('files.convert', { file: file as never }).catch(whenRefused);
      if (gone) return;
      asked++;
      setKnown({ ...answer, late: asked > lateAfter });
      if (answer.state === 'waiting') timer = setTimeout(ask, pause);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, file]);
  return known;
}
