import { Button, Checkbox } from '@mantine/core';
import type { ChannelSetup, DeadLetter } from '@rapport/contract';
import { useState } from 'react';
import { useAct, useReloadOn } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { shortTimeOf, sizeOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { AccountChoice } from './account-choice.tsx';
import { reasonWord } from './trouble.ts';

interface Props {
  of: string | undefined;
  accounts: readonly ChannelSetup[];
  onOf(account: string | undefined): void;
}

/** What came and could not be read: read again after a cure, or given up. */
export function DeadView({ of, accounts, onOf }: Props) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const { act, busy } = useAct();
  const pages = usePages<DeadLetter>(`dead ${of}`, (cursor) =>
    client.call('channels.deadLetters', { limit: 50, ...(of ? { account: of as never } : {}), ...(cursor ? { cursor } : {}) }),
  );
  // With each look at the accounts: what could not be read again comes back to this list.
  useReloadOn(accounts, pages.reload);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [dropping, setDropping] = useState(false);
  const letters = pages.items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const done = (text: string): void => {
    setChosen(new Set());
    setDropping(false);
    toast({ kind: 'success', text });
    pages.reload();
  };
  const readAgain = (): void =>
    void act(async () => done(t('readingAgain', { count: (await client.call('channels.readAgain', { letters })).count })));
  const drop = (): void =>
    void act(async () => done(t('dropped', { count: (await client.call('channels.dropLetters', { letters })).count })));
  const choose = (id: string, on: boolean): void =>
    setChosen((old) => new Set(on ? [...old, id] : [...old].filter((one) => one !== id)));
  const all = pages.items.length > 0 && letters.length === pages.items.length;
  return (
    <section aria-label={t('deadLetters')}>
      <p className="dim channel-step-text">{t('deadText')}</p>
      <div className="admin-filters channel-filters">
        <AccountChoice value={of} accounts={accounts} onChange={onOf} />
        {pages.items.length > 0 && (
          <Checkbox
            label={t('chooseAll')}
            checked={all}
            indeterminate={letters.length > 0 && !all}
            onChange={(e) => setChosen(new Set(e.currentTarget.checked ? pages.items.map(({ id }) => id) : []))}
          />
        )}
        <span className="grow" />
        <Button size="sm" variant="light" disabled={letters.length === 0} loading={busy} onClick={readAgain}>
          {t('readAgain')}
        </Button>
        <Button size="sm" variant="default" disabled={letters.length === 0} onClick={() => setDropping(true)}>
          {t('drop')}
        </Button>
      </div>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && pages.items.length === 0 && !pages.error && <Empty title={t('noDead')} text={t('noDeadText')} />}
      <ul className="plain-list admin-list-body">
        {pages.items.map((one) => (
          <DeadLine
            key={one.id}
            letter={one}
            account={accounts.find(({ id }) => id === one.account)?.name ?? ''}
            chosen={chosen.has(one.id)}
            onChoose={(on) => choose(one.id, on)}
          />
        ))}
      </ul>
      <MoreButton loading={pages.loading} more={pages.more} />
      {dropping && (
        <Dialog title={t('dropTitle', { count: letters.length })} onClose={() => setDropping(false)}>
          <p>{t('dropText')}</p>
          <DialogFoot onCancel={() => setDropping(false)}>
            <Button color="red" loading={busy} onClick={drop}>
              {t('drop')}
            </Button>
          </DialogFoot>
        </Dialog>
      )}
    </section>
  );
}

interface LineProps {
  letter: DeadLetter;
  account: string;
  chosen: boolean;
  onChoose(on: boolean): void;
}

function DeadLine({ letter: { receivedAt, size, attempts, reason }, account, chosen, onChoose }: LineProps) {
  const { t } = useTranslation('channels');
  const clock = useClock();
  const word = reasonWord(reason);
  const time = shortTimeOf(receivedAt, clock);
  return (
    <li className="admin-row">
      <Checkbox
        aria-label={t('chooseLetter', { account, time })}
        checked={chosen}
        onChange={(e) => onChoose(e.currentTarget.checked)}
      />
      <span className="grow min0">
        <span className="strong">{word ? t(word) : t('reasonOther', { reason })}</span>
        <span className="dim admin-small channel-facts">
          {[account, time, sizeOf(size, clock.language), t('attempts', { count: attempts })].join(' · ')}
        </span>
      </span>
    </li>
  );
}
