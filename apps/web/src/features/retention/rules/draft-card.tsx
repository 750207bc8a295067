import { Button, Stack } from '@mantine/core';
import { loosens, type RetentionRules, type RulesVersion } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useMay, useMyId } from '../use-may.ts';
import { DryRunView } from './dry-run-view.tsx';
import { RulesSummary } from './rules-summary.tsx';
import { VersionStory } from './version-story.tsx';

/** As the server decides it (RT3): two people for these rules, or for taking away, anywhere, what wants two. */
const wantTwo = (before: RetentionRules, next: RetentionRules): boolean =>
  before.twoForRules || next.twoForRules || loosens(before, next);

interface Props {
  draft: RulesVersion;
  active: RulesVersion;
  onChange(): void;
  onEdit(): void;
}

/** Rules that were drawn up and are not in effect: what they say, what they would do, and the decision. */
export function DraftCard({ draft, active, onChange, onEdit }: Props) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const [mayDraw, mayApprove, me] = [useMay('retention.manage'), useMay('retention.approve'), useMyId()];
  const [approving, setApproving] = useState(false);
  const { version, dryRun } = draft;
  const tried = dryRun?.state === 'done' && dryRun.against === active.version;
  const needsOther = wantTwo(active.rules, draft.rules) && draft.author === me;
  const run = (method: 'retention.dryRun' | 'retention.dropRules', said?: string): void =>
    void act(async () => {
      await client.call(method, { version });
      if (said) toast({ kind: 'success', text: said });
      onChange();
    });
  return (
    <section className="admin-card retention-draft" aria-label={t('draftNumber', { n: version })}>
      <div className="admin-title-line">
        <h2 className="grow">{t('draftNumber', { n: version })}</h2>
        {mayDraw && (
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('drawUpFrom')}
          </Button>
        )}
        <Button size="xs" variant="default" loading={busy} onClick={() => run('retention.dropRules', t('draftDropped'))}>
          {t('dropDraft')}
        </Button>
        {mayApprove && (
          <Button size="xs" disabled={!tried || needsOther} onClick={() => setApproving(true)}>
            {t('putIntoEffect')}
          </Button>
        )}
      </div>
      <VersionStory one={draft} />
      {dryRun && <DryRunView run={dryRun} stale={dryRun.against !== active.version} onAgain={() => run('retention.dryRun')} />}
      {needsOther && <p className="admin-note">{t('draftNeedsOther')}</p>}
      <details>
        <summary>{t('whatItSays')}</summary>
        <RulesSummary rules={draft.rules} />
      </details>
      {approving && <ApproveDialog draft={draft} onDone={onChange} onClose={() => setApproving(false)} />}
    </section>
  );
}

function ApproveDialog({ draft, onDone, onClose }: { draft: RulesVersion; onDone(): void; onClose(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const approve = (): void =>
    void act(async () => {
      await client.call('retention.approveRules', { version: draft.version });
      toast({ kind: 'success', text: t('rulesInEffect', { n: draft.version }) });
      onDone();
      onClose();
    });
  return (
    <Dialog onClose={onClose} title={t('approveRulesTitle', { n: draft.version })}>
      <Stack>
        <p>{t('approveRulesText')}</p>
        <p className="strong">{t('wouldBeDue', { count: draft.dryRun?.messages ?? 0 })}</p>
        <DialogFoot onCancel={onClose}>
          <Button loading={busy} onClick={approve} data-autofocus>
            {t('putIntoEffect')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
