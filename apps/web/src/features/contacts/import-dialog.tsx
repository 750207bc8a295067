import { Button, Progress, Switch } from '@mantine/core';
import type { ContactImport } from '@rapport/contract';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { UploadError, upload } from '../files/uploads.ts';

interface Props {
  onClose(): void;
  onDone(): void;
}

/** Milliseconds between two looks at how far an import is. */
const lookEvery = 700;

/** An import from its file on: looked at until it waits for somebody, or has ended. */
function useImport(onDone: () => void) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act } = useAct();
  const [now, setNow] = useState<ContactImport | 'uploading' | null>(null);
  const underWay =
    now !== null && now !== 'uploading' && (now.state === 'reading' || now.state === 'working') ? now.id : undefined;
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    if (underWay === undefined) return;
    const timer = setInterval(() => {
      client.call('contacts.getImport', { import: underWay }).then(
        (next) => {
          setNow(next);
          if (next.state === 'done') done.current();
        },
        () => undefined,
      );
    }, lookEvery);
    return () => clearInterval(timer);
  }, [client, underWay]);
  return {
    now,
    begin: async (file: File): Promise<void> => {
      setNow('uploading');
      try {
        const id = await upload(file, { name: file.name, onProgress: () => undefined, onPlace: () => undefined }).done;
        setNow((await act(() => client.call('contacts.import', { file: id as never }))) ?? null);
      } catch (error) {
        setNow(null);
        toast({ kind: 'danger', text: (error instanceof UploadError && error.detail) || t('uploadFailed') });
      }
    },
    run: async (id: string, partly: boolean): Promise<void> => {
      const next = await act(() => client.call('contacts.runImport', { import: id, partly }));
      if (next) setNow(next);
    },
  };
}

/** Contacts out of a file: chosen, tried, and brought in once somebody has seen what it would do. */
export function ImportDialog({ onClose, onDone }: Props) {
  const { t } = useTranslation('contacts');
  const { now, begin, run } = useImport(onDone);
  return (
    <Dialog title={t('importTitle')} onClose={onClose} size="lg">
      <div className="contact-form" aria-live="polite">
        {now === null && <Choose onChoose={(file) => void begin(file)} />}
        {(now === 'uploading' || (now && now.state === 'reading')) && (
          <>
            <p>{t('reading')}</p>
            <Progress value={100} animated aria-label={t('reading')} />
          </>
        )}
        {now !== null && now !== 'uploading' && <Standing now={now} onRun={run} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function Choose({ onChoose }: { onChoose(file: File): void }) {
  const { t } = useTranslation('contacts');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <p className="dim">{t('importLead')}</p>
      <input
        ref={input}
        type="file"
        accept=".vcf,.csv,.tsv,.txt,text/vcard,text/csv"
        hidden
        aria-label={t('chooseFile')}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          if (file) onChoose(file);
          e.currentTarget.value = '';
        }}
      />
      <div>
        <Button data-autofocus leftSection={<IconFileImport size={16} />} onClick={() => input.current?.click()}>
          {t('chooseFile')}
        </Button>
      </div>
    </>
  );
}

const failures = {
  unreadable: 'failUnreadable',
  'too-many': 'failTooMany',
  forbidden: 'failForbidden',
  expired: 'failExpired',
  broken: 'failBroken',
} as const;

interface StandingProps {
  now: ContactImport;
  onRun(id: string, partly: boolean): Promise<void>;
  onClose(): void;
}

function Standing({ now, onRun, onClose }: StandingProps) {
  const { t } = useTranslation('contacts');
  const [partly, setPartly] = useState(false);
  const failure = failures[now.failure ?? 'broken'];
  if (now.state === 'reading') return null;
  if (now.state === 'working')
    return (
      <>
        <p>{t('working', { done: now.done, total: now.total })}</p>
        <Progress
          value={(100 * now.done) / Math.max(1, now.total)}
          aria-label={t('working', { done: now.done, total: now.total })}
        />
      </>
    );
  if (now.state === 'failed')
    return (
      <>
        <p role="alert">{t(failure)}</p>
        <DialogFoot onCancel={onClose}>{null}</DialogFoot>
      </>
    );
  const some = now.made + now.changed > 0 || (partly && now.refused > 0);
  return (
    <>
      <h3>{t(now.state === 'done' ? 'importDone' : 'wouldDo')}</h3>
      <Counts now={now} />
      {now.alike > 0 && <p>{t('alike', { count: now.alike })}</p>}
      {now.ignored.length > 0 && <p className="dim">{t('ignored', { names: now.ignored.join('、') })}</p>}
      <Troubles troubles={now.troubles} />
      {now.state === 'ready' && now.refused > 0 && (
        <Switch label={t('partly')} checked={partly} onChange={(e) => setPartly(e.currentTarget.checked)} />
      )}
      {now.state === 'ready' && !some && <p>{t('nothingToDo')}</p>}
      {now.state === 'ready' ? (
        <DialogFoot onCancel={onClose}>
          <Button disabled={!some} onClick={() => void onRun(now.id, partly)}>
            {t('runImport')}
          </Button>
        </DialogFoot>
      ) : (
        <div className="contact-form-end">
          <Button onClick={onClose}>{t('close')}</Button>
        </div>
      )}
    </>
  );
}

function Counts({ now }: { now: ContactImport }) {
  const { t } = useTranslation('contacts');
  const counts = [
    [now.made, t('willMake')],
    [now.changed, t('willChange')],
    [now.same, t('willSame')],
    [now.refused, t('willRefuse')],
  ] as const;
  return (
    <dl className="import-counts">
      {counts.map(([n, what]) => (
        <div key={what} data-none={n === 0 || undefined}>
          <dd>{n}</dd>
          <dt className="dim">{what}</dt>
        </div>
      ))}
    </dl>
  );
}

const cures = {
  'no-name': 'cureNoName',
  'does-not-fit': 'cureDoesNotFit',
  'too-long': 'cureTooLong',
  'too-many': 'cureTooMany',
  conflict: 'cureConflict',
} as const;

/** Lines that are shown of what does not fit. */
const mostShown = 50;

function Troubles({ troubles }: Pick<ContactImport, 'troubles'>) {
  const { t } = useTranslation('contacts');
  if (troubles.length === 0) return null;
  return (
    <div className="import-troubles">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t('cure')}</th>
          </tr>
        </thead>
        <tbody>
          {troubles.slice(0, mostShown).map(({ line, field, because }) => (
            <tr key={`${line} ${field} ${because}`}>
              <td>{line}</td>
              <td>{field}</td>
              <td>{t(cures[because])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {troubles.length > mostShown && <p className="dim">{t('moreTroubles', { count: troubles.length - mostShown })}</p>}
    </div>
  );
}
