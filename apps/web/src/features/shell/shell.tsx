import { mentionsOf } from '@rapport/contract';
import { Outlet, useMatchRoute, useNavigate, useRouter } from '@tanstack/react-router';
import { type CSSProperties, lazy, Suspense, useEffect, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { changeDevice, deviceNow } from '../../app/device.ts';
import { useFocusWatch } from '../../app/focus-back.ts';
import { speak } from '../../app/language.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useWatching } from '../../app/watching.ts';
import { useNotices } from '../attention/use-notices.ts';
import { useWaitingSigns } from '../attention/use-waiting.ts';
import { ConversationList } from '../conversations/list/conversation-list.tsx';
import { useNothingYet } from '../conversations/use-nothing-yet.ts';
import { PreviewPlace } from '../files/preview/preview-place.tsx';
import { PersonCardPlace } from '../people/person-card.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Rail } from './rail.tsx';
import { ResizeHandle } from './resize-handle.tsx';
import { ShellContext, type ShellDoor } from './shell-context.ts';
import { SwitcherWait } from './switcher-wait.tsx';
import { useGlobalKeys } from './use-global-keys.ts';
import { useKeyboardRoom } from './use-keyboard-room.ts';
import './shell.css';

const loadSwitcher = () => import('./switcher.tsx');
const Switcher = lazy(async () => ({ default: (await loadSwitcher()).Switcher }));
const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }));

/** Rail, list and the page; on a phone one of them at a time. */
export function Shell() {
  const { t } = useTranslation('shell');
  const [open, setOpen] = useState<'switcher' | 'help' | null>(null);
  const [typed, setTyped] = useState('');
  const atTalk = useAtTalk();
  const openSwitcher = (): void => {
    if (open !== 'switcher') setTyped('');
    setOpen('switcher');
  };
  const door: ShellDoor = { openSwitcher, openHelp: () => setOpen('help') };
  useGlobalKeys(door);
  useWaitingSigns();
  useNotices();
  useMyLanguage();
  useSignedOut();
  useEveryPeerNamed();
  useSwitcherReady();
  useFocusWatch();
  const keyboard = useKeyboardRoom();
  const empty = useNothingYet();

  return (
    <ShellContext value={door}>
      <div className="shell" data-at={atTalk.at} data-empty={empty || undefined} data-keyboard={keyboard || undefined}>
        <a href="#page" className="skip-link">
          {t('skip')}
        </a>
        <Rail />
        {atTalk.withList && (
          <aside
            className="list-pane"
            style={{ '--pane-width': `${deviceNow().listWidth}px` } as CSSProperties}
            aria-label={t('conversations')}
          >
            <ConversationList current={atTalk.conversation} />
            <ResizeHandle
              min={200}
              max={420}
              standard={280}
              width={deviceNow().listWidth}
              side="right"
              onDone={(listWidth) => changeDevice({ listWidth })}
            />
          </aside>
        )}
        <main className="page" id="page" tabIndex={-1}>
          <ConnectionBanner />
          <Outlet />
        </main>
      </div>
      <PersonCardPlace />
      <PreviewPlace />
      <Suspense fallback={<SwitcherWait text={typed} onText={setTyped} onClose={() => setOpen(null)} />}>
        {open === 'switcher' && <Switcher typed={typed} onClose={() => setOpen(null)} />}
      </Suspense>
      <Suspense fallback={null}>{open === 'help' && <HelpSheet onClose={() => setOpen(null)} />}</Suspense>
    </ShellContext>
  );
}

/** Where one is: at the list, in a conversation, or on another page. */
function useAtTalk(): { at: 'list' | 'conversation' | 'other'; withList: boolean; conversation: string | null } {
  const matches = useMatchRoute();
  const inside = matches({ to: '/c/$conversation', fuzzy: true });
  if (inside) return { at: 'conversation', withList: true, conversation: inside.conversation };
  if (matches({ to: '/' })) return { at: 'list', withList: true, conversation: null };
  return { at: 'other', withList: false, conversation: null };
}

/** It is there before anybody asks: what is typed right after Ctrl-K belongs to it. */
function useSwitcherReady(): void {
  useEffect(() => {
    const timer = setTimeout(() => void loadSwitcher().catch(() => undefined), 2000);
    return () => clearTimeout(timer);
  }, []);
}

/** The language of the profile is spoken on a device that has no choice of its own. */
function useMyLanguage(): void {
  const { language } = useTranslation();
  const mine = useClient((s) => s.me?.user.language);
  useEffect(() => {
    if (mine && deviceNow().language === null && language !== mine) speak(mine).catch(() => undefined);
  }, [mine, language]);
}

/** A session that was ended elsewhere leads back to the sign-in page. */
function useSignedOut(): void {
  const navigate = useNavigate();
  const router = useRouter();
  const signedOut = useClient((s) => s.signedOut);
  useEffect(() => {
    if (signedOut) void navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  }, [signedOut, navigate, router]);
}

function useEveryPeerNamed(): void {
  const conversations = useClient((s) => s.conversations);
  const ids = new Set<string>();
  for (const conversation of Object.values(conversations)) {
    for (const peer of conversation.peers ?? []) ids.add(peer);
    if (conversation.last?.sender) ids.add(conversation.last.sender);
    for (const user of mentionsOf(conversation.last?.text ?? '').users) ids.add(user);
  }
  const sorted = [...ids].sort();
  usePeopleNeeded(sorted);
  useWatching([], sorted);
}
