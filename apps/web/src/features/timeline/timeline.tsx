import { Skeleton } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { Later } from '../../app/later.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { Beginning } from './beginning.tsx';
import { DayHead } from './day-head.tsx';
import { DayMark, UnreadMark } from './marks.tsx';
import { MessageRow } from './message/message-row.tsx';
import { OutgoingRow } from './message/outgoing-row.tsx';
import { NewestPill } from './newest-pill.tsx';
import type { Row } from './rows.ts';
import { useReading } from './use-reading.ts';
import { useScrolling } from './use-scrolling.ts';
import { useTopDay } from './use-top-day.ts';
import { useWindow } from './use-window.ts';
import { walk } from './walk.ts';
import './prose.css';
import './timeline.css';

export interface TimelineDoor {
  jump(seq: number): void;
  toNewest(): void;
}

interface Props {
  conversation: string;
  at?: number | undefined;
  ref?: Ref<TimelineDoor>;
}

/** The messages of a conversation. Never jumps: it stays at its foot when it was there, and where one reads otherwise. */
export function Timeline({ conversation: id, at, ref }: Props) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const view = useWindow(id, at);
  const [flash, setFlash] = useState<number | null>(null);
  const scrolling = useScrolling(view, at);
  const reading = useReading(id, view, scrolling);
  const topDay = useTopDay(view, scrolling);

  const jump = (seq: number): void => {
    setFlash(seq);
    if (!scrolling.show(seq)) void client.jumpTo(id, seq);
  };
  const toNewest = (): void => {
    scrolling.stick();
    if (view.hasNewer) void client.jumpToNewest(id);
  };
  useImperativeHandle(ref, () => ({ jump, toNewest }));

  // A link to another message of the conversation that is open already.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new address makes it jump
  useEffect(() => {
    if (at === undefined) return;
    setFlash(at);
    if (first.current) first.current = false;
    else jump(at);
  }, [at]);
  useEffect(() => {
    if (flash === null || !view.loaded) return;
    const timer = setTimeout(() => setFlash(null), 2400);
    return () => clearTimeout(timer);
  }, [flash, view.loaded]);

  if (!view.loaded)
    return (
      <div className="timeline-frame">
        <Later>
          <Skeletons />
        </Later>
      </div>
    );
  const nothing = view.messages.length === 0 && !view.hasOlder && !view.rows.some((r) => r.kind === 'outgoing');
  return (
    <div className="timeline-frame">
      <div
        className="timeline"
        ref={scrolling.scroller}
        role="log"
        aria-live="off"
        aria-label={t('messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        onKeyDown={walk}
      >
        <div className="timeline-fill" />
        {nothing ? (
          <NothingSaid view={view} />
        ) : (
          <Virtualizer
            key={scrolling.generation}
            ref={scrolling.list}
            scrollRef={scrolling.scroller}
            data={view.rows}
            shift={scrolling.shift}
            bufferSize={600}
            onScroll={scrolling.onScroll}
            onResize={scrolling.onResize}
          >
            {(row) => <RowView key={row.key} row={row} view={view} flash={flash} />}
          </Virtualizer>
        )}
      </div>
      <DayHead at={topDay} view={view} jump={jump} toNewest={toNewest} />
      <NewestPill count={reading.below} shown={!scrolling.atFoot || view.hasNewer} onClick={toNewest} />
      <FirstUnreadPill view={view} jump={jump} />
    </div>
  );
}

function RowView({ row, view, flash }: { row: Row; view: ReturnType<typeof useWindow>; flash: number | null }) {
  switch (row.kind) {
    case 'beginning':
      return <Beginning conversation={view.conversation} />;
    case 'loading':
      return (
        <div className="timeline-loading">
          <Later>
            <Skeleton height={12} width="40%" radius="sm" />
          </Later>
        </div>
      );
    case 'day':
      return <DayMark at={row.at} />;
    case 'unread':
      return <UnreadMark />;
    case 'outgoing':
      return <OutgoingRow item={row.item} head={row.head} />;
    case 'message':
      return <MessageRow message={row.message} head={row.head} flash={flash === row.message.seq} />;
  }
}

function NothingSaid({ view }: { view: ReturnType<typeof useWindow> }) {
  const { t } = useTranslation('timeline');
  const topic = view.conversation?.kind === 'topic';
  return <Empty title={t('emptyTitle')} text={t(topic ? 'emptyTopicText' : 'emptyText')} />;
}

/** When so much is unread that the conversation opened at its end. */
function FirstUnreadPill({ view, jump }: { view: ReturnType<typeof useWindow>; jump(seq: number): void }) {
  const { t } = useTranslation('timeline');
  const [first] = useState(() => {
    const mine = view.conversation?.me;
    return mine && mine.unread > 200 ? mine.readSeq + 1 : null;
  });
  const [gone, setGone] = useState(false);
  if (first === null || gone || (view.messages[0]?.seq ?? 0) <= first) return null;
  const go = (): void => {
    setGone(true);
    jump(first);
  };
  return (
    <button type="button" className="pill pill-top" onClick={go}>
      {t('toUnread')}
    </button>
  );
}

function Skeletons() {
  return (
    <div className="timeline-skeletons" aria-hidden>
      {[62, 38, 80, 50].map((width) => (
        <div key={width} className="timeline-skeleton">
          <Skeleton height={32} circle />
          <div className="grow">
            <Skeleton height={12} width={120} mb={8} />
            <Skeleton height={12} width={`${width}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
