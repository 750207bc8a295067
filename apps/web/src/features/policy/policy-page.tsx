import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useMay } from '../retention/use-may.ts';
import { AskView } from './ask-view.tsx';
import { RulesEditor } from './editor/rules-editor.tsx';
import { RulesView } from './rules-view.tsx';
import { VersionsView } from './versions-view.tsx';
import '../forms/forms.css';
import './policy.css';

const views = ['rules', 'ask', 'versions'] as const;
type View = (typeof views)[number] | 'change';
const names = { rules: 'viewRules', ask: 'viewAsk', versions: 'viewVersions' } as const;

/** When and how often contacts may be written to: the rules in force, what they say to one contact, and who set them. */
export function PolicyPage() {
  const { t } = useTranslation('policy');
  const navigate = useNavigate();
  const given = (useSearch({ strict: false }) as { view?: unknown }).view;
  const view: View = ([...views, 'change'] as const).find((one) => one === given) ?? 'rules';
  const go = (next: View): void =>
    void navigate({ to: '/admin/policy', search: (next === 'rules' ? {} : { view: next }) as never });
  const rules = useAnswer('policy.rules', {});
  const may = useMay('policy.configure');
  if (view === 'change' && may && rules.data)
    return <RulesEditor key={rules.data.version} inForce={rules.data} onDone={rules.reload} onClose={() => go('rules')} />;
  return (
    <div className="admin-page">
      <h1>{t('title')}</h1>
      <p className="admin-lead">{t('lead')}</p>
      <SegmentedControl
        className="policy-views"
        aria-label={t('whichView')}
        value={view === 'change' ? 'rules' : view}
        onChange={(next) => go(next as View)}
        data={views.map((value) => ({ value, label: t(names[value]) }))}
      />
      {rules.error && <p role="alert">{rules.error}</p>}
      {view === 'rules' && rules.data && <RulesView inForce={rules.data} onChange={may ? () => go('change') : undefined} />}
      {view === 'ask' && <AskView />}
      {view === 'versions' && <VersionsView />}
    </div>
  );
}
