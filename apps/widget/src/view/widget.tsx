/** @jsxImportSource preact */
import type { SiteIdentity, WidgetSetup } from '@rapport/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FromFrame } from '../between.ts';
import { House } from '../house.ts';
import { keep, recall } from '../kept.ts';
import { readableOn } from '../readable-on.ts';
import { emptyTalk, type TalkState, unreadIn } from '../state.ts';
import { Talk } from '../talk.ts';
import type { Language } from '../words.ts';
import { askedOf, Before } from './before.tsx';
import { Composer } from './composer.tsx';
import { Messages } from './messages.tsx';
import { Rating } from './rating.tsx';
import { useWords } from './words.ts';

export interface Visit {
  account: string;
  language: Language;
  /** What the site's page said; none yet: undefined. */
  identity: SiteIdentity | undefined;
  page: { url: string; title: string } | undefined;
  shown: boolean;
}

/** A visit of somebody the site names is theirs alone: another user of the same browser begins their own. */
const tokenKey = ({ account, identity }: Visit): string => `rapport-${account}-visit${identity ? `-${identity.user}` : ''}`;
const tell = (message: FromFrame): void => parent.postMessage(message, '*');
/** A page of its own has nothing to close. */
const isAlone = parent === window;

function useSetup(house: House) {
  const [setup, setSetup] = useState<WidgetSetup>();
  const [problem, setProblem] = useState<string>();
  const load = () => {
    setProblem(undefined);
    house.setup().then(setSetup, (error: Error) => setProblem(error.message));
  };
  useEffect(load, []);
  useEffect(() => {
    if (!setup) return;
    document.title = setup.title;
    document.documentElement.style.setProperty('--colour', setup.colour);
    document.documentElement.style.setProperty('--on-colour', readableOn(setup.colour));
    tell({ rapport: 'colour', colour: setup.colour });
  }, [setup]);
  return { setup, problem, load };
}

/** The talk of this visit: begun with a token that this browser keeps, begun anew when the house does not know it any more. */
function useTalk(visit: Visit, house: House) {
  const key = tokenKey(visit);
  const [token, setToken] = useState(() => recall(key));
  const [state, setState] = useState<TalkState>(emptyTalk);
  const [talk, setTalk] = useState<Talk>();
  const page = useRef(visit.page);
  page.current = visit.page;
  useEffect(() => setToken(recall(key)), [key]);
  useEffect(() => {
    if (!token) return;
    const gone = () => {
      keep(key, undefined);
      setToken(undefined);
      // Whom the site names it names again: their talk goes on.
      if (visit.identity) void begin({}).catch(() => undefined);
    };
    const renewed = (newer: string) => keep(key, newer);
    const made = new Talk({
      account: visit.account,
      token,
      url: house.socket,
      changed: setState,
      renewed,
      gone,
      page: () => page.current,
    });
    setState(made.state);
    setTalk(made);
    return () => {
      made.stop();
      setTalk(undefined);
    };
  }, [token]);
  const begin = async (answers: Record<string, string>) => {
    const { identity, language } = visit;
    const made = await house.begin({ answers, language, ...(identity ? { identity } : {}) });
    keep(key, made.token);
    setToken(made.token);
  };
  return { token, talk, state, begin };
}

export function Widget({ visit }: { visit: Visit }) {
  const t = useWords();
  const [house] = useState(() => new House(visit.account, visit.language));
  const { setup, problem, load } = useSetup(house);
  const { token, talk, state, begin } = useTalk(visit, house);
  useEffect(() => {
    tell({ rapport: 'news', unread: unreadIn(state), talking: token !== undefined });
  }, [unreadIn(state), token]);
  // Whom the site names need not be asked who they are; nor anybody where nothing is asked.
  const askNothing =
    setup !== undefined && !token && visit.shown && (visit.identity !== undefined || askedOf(setup).length === 0);
  useEffect(() => {
    if (askNothing) void begin({}).catch(() => undefined);
  }, [askNothing]);
  const opensAt =
    setup?.opensAt &&
    new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(
      setup.opensAt,
    );
  const isOpen = talk ? state.open : setup?.open;
  return (
    <main
      onKeyDown={({ key, isComposing }) => {
        if (key === 'Escape' && !isComposing) tell({ rapport: 'close' });
      }}
    >
      <header>
        <h1>{setup?.title ?? ''}</h1>
        {!isAlone && (
          <button type="button" class="plain" aria-label={t('close')} onClick={() => tell({ rapport: 'close' })}>
            ×
          </button>
        )}
      </header>
      {problem !== undefined && (
        <p class="note" role="alert">
          {problem || t('failed')}{' '}
          <button type="button" onClick={load}>
            {t('again')}
          </button>
        </p>
      )}
      {setup && (
        <>
          <p class="note">{isOpen ? setup.greeting[visit.language] : opensAt ? t('awayUntil', { when: opensAt }) : t('away')}</p>
          {talk ? (
            <>
              <Messages state={state} talk={talk} shown={visit.shown} bytes={(seq, file) => house.bytes(token!, seq, file)} />
              {state.rating && <Rating key={state.rating.id} ask={state.rating} isUp={state.isUp} talk={talk} />}
              {!state.isUp && state.cursor > 0 && (
                <p class="note" role="status">
                  {t('lost')}
                </p>
              )}
              <Composer
                talk={talk}
                shown={visit.shown}
                mostBytes={setup.mostFileBytes}
                upload={(file, progress) => house.upload(token!, file, progress)}
              />
            </>
          ) : (
            !askNothing && <Before setup={setup} begin={begin} />
          )}
        </>
      )}
    </main>
  );
}
