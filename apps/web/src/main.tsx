import '@mantine/core/styles.layer.css';
import './app/tokens.css';
import './app/app.css';
import { type MantineColorScheme, MantineProvider } from '@mantine/core';
import { createClient, indexedDbStore, memoryStore } from '@rapport/client';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { ClientProvider } from './app/client.tsx';
import { keepingNow, setTypeSize, useDevice } from './app/device.ts';
import { loadSentences } from './app/errors.ts';
import { firstLanguage, languageNow, speak, subscribeToLanguage } from './app/language.ts';
import { finishLeaving, goneElsewhere } from './app/leave.ts';
import { watchParts } from './app/parts.ts';
import { watchPerson } from './app/person-gone.ts';
import { makeRouter } from './app/router.tsx';
import { theme } from './app/theme.ts';
import { watchTips } from './app/tips.ts';
import { Toasts } from './app/toasts.tsx';
import { LanguageProvider } from './app/translation.tsx';
import { keepUpdated } from './app/updates.ts';
import { ClockContext, useTicking } from './app/use-clock.ts';
import { tellNotified } from './features/attention/notified.ts';
import { scheduledChanged } from './features/composer/schedule/use-scheduled.ts';

/** Milliseconds until what no first page needs is loaded. */
const behindTheFirstPage = 3_000;

watchParts();
const language = firstLanguage();
subscribeToLanguage(() => {
  document.documentElement.lang = languageNow();
});
const words = speak(language);
// Private windows may refuse the database: then everything is kept until the page closes.
const store = await indexedDbStore({ onCleared: goneElsewhere }).catch(() => memoryStore());
const client = createClient({ language, store, keeping: keepingNow, onNotify: tellNotified, onScheduled: scheduledChanged });
watchPerson(client);
await finishLeaving(client);
// A phone that wakes up, or a network that comes back, need not wait for the next try.
addEventListener('online', () => client.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && client.wake());
await words;
const router = makeRouter(client);
// Where workers are refused (private windows, plain http) everything works, but not without a network.
if (import.meta.env.PROD) void keepUpdated(client).catch(() => undefined);

function App() {
  const device = useDevice();
  useEffect(() => setTypeSize(device.typeSize), [device.typeSize]);
  // Mantine's own switch is forced by the device's choice; `auto` follows the system.
  const forced: Exclude<MantineColorScheme, 'auto'> | undefined = device.theme === 'auto' ? undefined : device.theme;
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" {...(forced ? { forceColorScheme: forced } : {})}>
      <ClientProvider client={client}>
        <LanguageProvider>
          <Clocked>
            <div className={`app density-${device.density}`}>
              <RouterProvider router={router} />
            </div>
            <Toasts />
          </Clocked>
        </LanguageProvider>
      </ClientProvider>
    </MantineProvider>
  );
}

const Clocked = ({ children }: { children: ReactNode }) => <ClockContext value={useTicking()}>{children}</ClockContext>;

watchTips();
setTimeout(() => void loadSentences().catch(() => undefined), behindTheFirstPage);
const place = document.getElementById('root');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
