import { Button } from '@mantine/core';
import { type Template, TemplateDefinition, type TemplateOutline } from '@rapport/contract';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { inWords } from '../../forms/in-words.ts';
import { downloadFile } from '../download.ts';
import { respoken } from './sketch.ts';
import { TemplateDialog } from './template-dialog.tsx';
import '../../forms/forms.css';

/** What a new template begins with. */
interface Asked {
  begun: TemplateDefinition | null;
}

/** A template is some kilobytes: a larger file is something else. */
const fileMost = 200_000;

/** Templates of the organization's own, and those that come with Rapport. */
export function TemplatesPage() {
  const { t } = useTranslation('access');
  const answer = useAnswer('templates.list', { archived: true });
  const [asked, ask] = useState<Asked | null>(null);
  const { open, problem, go } = useOpenTemplate();
  const all = answer.data?.templates ?? [];
  const own = all.filter(({ builtIn }) => !builtIn);
  const card = (template: TemplateOutline) => (
    <TemplateCard key={template.id} template={template} onEdit={() => go(template.id)} onAsk={ask} onChange={answer.reload} />
  );
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('templatesTitle')}</h1>
        <FromFile onRead={(begun) => ask({ begun })} />
        <Button leftSection={<IconPlus size={16} />} onClick={() => ask({ begun: null })}>
          {t('newTemplate')}
        </Button>
      </div>
      <p className="admin-lead">{t('templatesLead')}</p>
      {(answer.error ?? problem) && <p role="alert">{answer.error ?? problem}</p>}
      <div className="admin-cards">
        <h2 className="admin-subhead">{t('ownTemplates')}</h2>
        {answer.data && own.length === 0 && <p className="admin-note">{t('noOwnTemplates')}</p>}
        {own.map(card)}
        <h2 className="admin-subhead">{t('builtIn')}</h2>
        {all.filter(({ builtIn }) => builtIn).map(card)}
      </div>
      {asked && <TemplateDialog template={null} begun={asked.begun} onDone={answer.reload} onClose={() => ask(null)} />}
      {open && <TemplateDialog key={open.id} template={open} begun={null} onDone={answer.reload} onClose={() => go(undefined)} />}
    </div>
  );
}

/** The template that the address names, whole; those that come with Rapport are not changed. */
function useOpenTemplate() {
  const navigate = useNavigate();
  const { template } = useSearch({ from: '/shell/admin/templates' });
  const answer = useAnswer('templates.get', template === undefined ? null : { template });
  return {
    open: answer.data && !answer.data.builtIn ? answer.data : undefined,
    problem: answer.error,
    go: (id: Template['id'] | undefined) => void navigate({ to: '/admin/templates', search: { template: id } }),
  };
}

function FromFile({ onRead }: { onRead(definition: TemplateDefinition): void }) {
  const { t } = useTranslation('access');
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      if (file.size > fileMost) throw new Error('> 200 KB');
      const found = TemplateDefinition.safeParse(JSON.parse(await file.text()));
      if (found.success) return onRead(found.data);
      const [issue] = found.error.issues;
      throw new Error(`${issue?.path.join('/')}: ${issue?.message}`);
    } catch (error) {
      toast({ kind: 'danger', text: t('notATemplate', { reason: error instanceof Error ? error.message : '' }) });
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('fromFile')}
        onChange={(e) => {
          void read(e.currentTarget.files?.[0]);
          e.currentTarget.value = '';
        }}
      />
      <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => input.current?.click()}>
        {t('fromFile')}
      </Button>
    </>
  );
}

interface CardProps {
  template: TemplateOutline;
  onEdit(): void;
  onAsk(asked: Asked): void;
  onChange(): void;
}

function useCardActs({ template, onAsk, onChange }: CardProps) {
  const { t, language } = useTranslation('access');
  const client = useDoor();
  const { act } = useAct();
  const name = inWords(template.names, language);
  const whole = (): Promise<Template | undefined> => act(() => client.call('templates.get', { template: template.id }));
  const archive = async (archived: boolean): Promise<void> => {
    const done = await act(() => client.call('templates.archive', { template: template.id, archived }));
    if (!done) return;
    onChange();
    if (archived)
      toast({
        kind: 'success',
        text: t('templatePutAway', { name }),
        action: { label: t('undo'), run: () => void archive(false) },
      });
  };
  return {
    name,
    archive,
    copy: async () => {
      const found = await whole();
      if (!found) return;
      const { definition } = found;
      onAsk({ begun: { ...definition, names: respoken(definition.names, language, t('copyName', { name })) } });
    },
    save: async () => {
      const found = await whole();
      if (found) downloadFile(`${name}.json`, JSON.stringify(found.definition, null, 2), 'application/json');
    },
  };
}

function TemplateCard(props: CardProps) {
  const { t } = useTranslation('access');
  const { template, onEdit } = props;
  const { name, archive, copy, save } = useCardActs(props);
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3>{name}</h3>
        <span className="dim grow">
          {t('templateVersion', { n: template.version })}
          {template.archived && ` · ${t('templateArchived')}`}
        </span>
        {!template.builtIn && (
          <Button size="xs" variant="default" aria-label={t('editTemplateOf', { name })} onClick={onEdit}>
            {t('editTemplate')}
          </Button>
        )}
        <Button size="xs" variant="default" aria-label={t('copyTemplateOf', { name })} onClick={() => void copy()}>
          {t('copyTemplate')}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => void save()}>
          {t('templateFile')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => void archive(!template.archived)}>
          {t(template.archived ? 'restoreTemplate' : 'archiveTemplate')}
        </Button>
      </div>
      {template.purpose && <p className="dim">{template.purpose}</p>}
    </section>
  );
}
