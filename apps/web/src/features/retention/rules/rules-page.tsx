import { Button } from '@mantine/core';
import type { RetentionRules, RulesVersion } from '@rapport/contract';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { useAgain } from '../use-again.ts';
import { useMay } from '../use-may.ts';
import { Conflicts } from './conflicts.tsx';
import { DraftCard } from './draft-card.tsx';
import { RulesEditor } from './rules-editor.tsx';
import { RulesSummary } from './rules-summary.tsx';
import { StartDialog } from './start-dialog.tsx';
import { VersionStory } from './version-story.tsx';
import '../retention.css';

/** The rules in effect in plain words, drafts with their dry runs, and all versions before. */
export function RulesPage() {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const mayDraw = useMay('retention.manage');
  const pages = usePages<RulesVersion>('rules', (cursor) =>
    client.call('retention.rules', { limit: 20, ...(cursor ? { cursor } : {}) }),
  );
  const [begun, begin] = useState<RetentionRules | null>(null);
  const [starting, setStarting] = useState(false);
  const active = pages.items.find(({ state }) => state === 'active');
  const drafts = pages.items.filter(({ state }) => state === 'draft');
  const past = pages.items.filter(({ state }) => state === 'past' || state === 'dropped');
  useAgain(pages.error !== null || drafts.some(({ dryRun }) => dryRun?.state === 'running'), pages.reload);
  usePeopleNeeded([...new Set(pages.items.flatMap(({ author, approvedBy }) => [author, approvedBy].flatMap((id) => id ?? [])))]);
  if (begun) return <RulesEditor begun={begun} onDone={pages.reload} onClose={() => begin(null)} />;
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('rulesTitle')}</h1>
        {mayDraw && active && (
          <>
            <Button variant="default" onClick={() => setStarting(true)}>
              {t('setStart')}
            </Button>
            <Button leftSection={<IconPencil size={16} />} onClick={() => begin(active.rules)}>
              {t('changeRules')}
            </Button>
          </>
        )}
      </div>
      <p className="admin-lead">{t('rulesLead')}</p>
      {pages.error && <p role="alert">{pages.error}</p>}
      <div className="admin-cards">
        {active &&
          drafts.map((draft) => (
            <DraftCard
              key={draft.version}
              draft={draft}
              active={active}
              onChange={pages.reload}
              onEdit={() => begin(draft.rules)}
            />
          ))}
        {active && <ActiveCard active={active} />}
        {active && <Conflicts version={active.version} />}
        {past.length > 0 && <h2 className="admin-subhead">{t('versionsBefore')}</h2>}
        {past.map((one) => (
          <PastVersion key={one.version} one={one} onTake={mayDraw ? () => begin(one.rules) : undefined} />
        ))}
      </div>
      <MoreButton more={pages.more} loading={pages.loading} />
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  );
}

function ActiveCard({ active }: { active: RulesVersion }) {
  const { t } = useTranslation('retention');
  return (
    <section className="admin-card" aria-label={t('inEffect')}>
      <div className="admin-title-line">
        <h2>{t('inEffect')}</h2>
        <span className="mark">{t('versionNumber', { n: active.version })}</span>
      </div>
      <VersionStory one={active} />
      <RulesSummary rules={active.rules} />
    </section>
  );
}

function PastVersion({ one, onTake }: { one: RulesVersion; onTake: (() => void) | undefined }) {
  const { t } = useTranslation('retention');
  const [open, setOpen] = useState(false);
  return (
    <details className="admin-card retention-past" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {t('versionNumber', { n: one.version })} · {t(one.state === 'past' ? 'wasInEffect' : 'wasDropped')}
      </summary>
      <VersionStory one={one} />
      {open && <RulesSummary rules={one.rules} />}
      {onTake && (
        <p>
          <Button size="xs" variant="default" onClick={onTake}>
            {t('drawUpFrom')}
          </Button>
        </p>
      )}
    </details>
  );
}
