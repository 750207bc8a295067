import { Button } from '@mantine/core';
import { IconChecks, IconCircleCheck, IconCloudOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { DueCommitments } from '../commitments/due-commitments.tsx';
import { useToldDue } from '../commitments/told-due.ts';
import { useAllRead } from '../conversations/use-all-read.ts';
import { usePeopleNeeded } from '../people/person-name.ts';
import { NeedLine, wayTo } from './need-line.tsx';
import { kinds, type Need } from './needs.ts';
import { useNeedActs } from './use-need-acts.ts';
import { useNeedKeys } from './use-need-keys.ts';
import { useNeedsAndRest, useNeedWords } from './use-needs.ts';
import './attention.css';

const none: readonly Need[] = [];

/** One page that answers: what needs me? */
export function AttentionPage() {
  const { t } = useTranslation(['attention', 'conversations']);
  useNeedWords();
  const found = useNeedsAndRest();
  const list = useList(found ?? none);
  const synced = useClient((s) => s.synced);
  const allRead = useAllRead();
  const { needs, current, putOff } = list;
  const due = useToldDue();
  const calling = needs.filter((n) => n.kind !== 'rest').length;
  usePeopleNeeded([...new Set(needs.flatMap((n) => n.messages.flatMap((m) => m.sender ?? [])))].sort());
  return (
    <div className="reading-page attention">
      <header className="attention-head">
        <h1>{t('title')}</h1>
        {calling > 0 && <span className="dim">{t('count', { count: calling })}</span>}
        <span className="grow" />
        {needs.some((n) => !n.saved) && (
          <Button variant="default" size="xs" leftSection={<IconChecks size={16} />} onClick={() => void allRead()}>
            {t('conversations:allRead')}
          </Button>
        )}
      </header>
      <DueCommitments />
      {found && calling === 0 && due.items.length === 0 && (synced ? due.asked && <NothingNeeded /> : <NotAsked />)}
      {kinds.map((kind) => {
        const here = needs.filter((n) => n.kind === kind);
        if (here.length === 0) return null;
        return (
          <section key={kind} aria-labelledby={`needs-${kind}`}>
            <h2 id={`needs-${kind}`} className="attention-kind" data-kind={kind}>
              {t(kind)} <span className="tabular">{here.length}</span>
            </h2>
            <ul className="plain-list">
              {here.map((need) => (
                <NeedLine
                  key={need.key}
                  need={need}
                  ref={(node) => list.hold(need.key, node)}
                  current={need.key === current?.key}
                  putOff={putOff === need.key}
                  onPutOff={(open) => list.setPutOff(open ? need.key : null)}
                  onFocus={() => list.choose(need.key)}
                  onDone={(name) => list.done(need, name)}
                  onLater={(at) => list.later(need, at)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {needs.length > 0 && <Keys />}
    </div>
  );
}

/** The list with its one current item: where the keys act, and where the focus goes when an item leaves or comes back. */
function useList(all: readonly Need[]) {
  const navigate = useNavigate();
  const rows = useRef(new Map<string, HTMLAnchorElement>());
  const [chosen, setChosen] = useState<string | null>(null);
  const [putOff, setPutOff] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const settle = useCallback((): void => {
    const row = wanted.current === null ? undefined : rows.current.get(wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus();
  }, []);
  // What comes back is drawn a moment later.
  useLayoutEffect(settle);
  const focus = useCallback(
    (key: string | undefined): void => {
      if (!key) return;
      setChosen(key);
      wanted.current = key;
      settle();
    },
    [settle],
  );
  const acts = useNeedActs((need) => focus(need.key));
  const needs = all.filter((n) => !acts.isGone(n));
  const current = needs.find((n) => n.key === chosen) ?? needs[0];
  const step = (by: number): Need | undefined => {
    const at = current ? needs.indexOf(current) : -1;
    return needs[Math.min(needs.length - 1, Math.max(0, at + by))];
  };
  /** The item that stands there when this one has left. */
  const after = (need: Need): string | undefined => {
    const at = needs.indexOf(need);
    return (needs[at + 1] ?? needs[at - 1])?.key;
  };
  const leave = (need: Need, act: () => Promise<void>): void => {
    focus(after(need));
    void act();
  };
  const done = (need: Need, name: string): void => leave(need, () => acts.done(need, name));
  useNeedKeys({
    move: (by) => focus((document.activeElement?.closest('.need') ? step(by) : current)?.key),
    open: () => current && void navigate(wayTo(current)),
    done: () => current && done(current, rows.current.get(current.key)?.querySelector('.strong')?.textContent ?? ''),
    later: () => current && setPutOff(current.key),
    undo: acts.undo,
  });
  return {
    needs,
    current,
    putOff,
    setPutOff,
    choose: setChosen,
    hold: (key: string, node: HTMLAnchorElement | null): void =>
      void (node ? rows.current.set(key, node) : rows.current.delete(key)),
    done,
    later: (need: Need, at: number): void => leave(need, () => acts.later(need, at)),
  };
}

function Keys() {
  const { t } = useTranslation('attention');
  return (
    <KeyHints
      className="attention-keys"
      label={t('keys')}
      keys={[
        [['J', 'K'], t('keyMove')],
        [['Enter'], t('open')],
        [['E'], t('done')],
        [['H'], t('later')],
        [['Z'], t('undo')],
      ]}
    />
  );
}

/** Without a connection since the page was opened: that nothing is known here does not mean that nothing waits. */
function NotAsked() {
  const { t } = useTranslation('attention');
  return <Empty icon={<IconCloudOff />} title={t('notAskedTitle')} text={t('notAskedText')} />;
}

function NothingNeeded() {
  const { t } = useTranslation('attention');
  return (
    <Empty
      icon={<IconCircleCheck />}
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <Link to="/" className="link">
          {t('emptyAction')}
        </Link>
      }
    />
  );
}
