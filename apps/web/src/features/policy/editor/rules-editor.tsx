import { Button, Checkbox, Group, NumberInput, Stack } from '@mantine/core';
import type { PolicyRules } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { ChangeList } from '../change-list.tsx';
import type { InForce } from '../rules-view.tsx';
import { useSpeech } from '../use-speech.ts';
import { CapFields } from './cap-fields.tsx';
import { GuidanceFields } from './guidance-fields.tsx';
import { PressureFields } from './pressure-fields.tsx';
import { QuietFields } from './quiet-fields.tsx';
import type { RulesPart } from './rules-part.ts';
import { TemplateFields } from './template-fields.tsx';
import '../../people/settings/settings.css';
import '../../retention/retention.css';

interface Props {
  inForce: InForce;
  onDone(): void;
  onClose(): void;
}

/** Changes the rules; what that changes is shown before it is in force. */
export function RulesEditor({ inForce, onDone, onClose }: Props) {
  const { t } = useTranslation(['policy', 'app']);
  const spoken = useSpeech();
  const [rules, setRules] = useState(inForce.rules);
  const [asked, ask] = useState(false);
  const change = (with_: Partial<PolicyRules>): void => setRules((old) => ({ ...old, ...with_ }));
  const part = { rules, spoken, change };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask(true);
  };
  return (
    <>
      <form className="admin-page" onSubmit={submit} aria-label={t('editRules')}>
        <h1>{t('editRules')}</h1>
        <p className="admin-lead">{t('editLead')}</p>
        <ReplyFields {...part} />
        <TemplateFields {...part} />
        <QuietFields {...part} />
        <CapFields {...part} />
        <PressureFields {...part} />
        <GuidanceFields {...part} />
        <Group justify="flex-end" className="rules-foot">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button type="submit">{t('review')}</Button>
        </Group>
      </form>
      {asked && (
        <ReviewDialog
          inForce={inForce}
          rules={rules}
          onDone={() => {
            onDone();
            onClose();
          }}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

function ReplyFields({ rules, change }: RulesPart) {
  const { t } = useTranslation('policy');
  return (
    <Section title={t('partReplies')} text={t('repliesText')}>
      <Stack>
        <NumberInput
          label={t('replyDaysLabel')}
          suffix={t('daysSuffix')}
          maw={300}
          min={1}
          max={365}
          allowDecimal={false}
          value={rules.replyDays}
          onChange={(value) => change({ replyDays: Number(value) || 1 })}
        />
        <Checkbox
          label={t('countReplies')}
          checked={rules.countReplies}
          onChange={(e) => change({ countReplies: e.currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}

interface ReviewProps {
  inForce: InForce;
  rules: PolicyRules;
  onDone(): void;
  onClose(): void;
}

/** What changes, before it does. */
function ReviewDialog({ inForce, rules, onDone, onClose }: ReviewProps) {
  const { t } = useTranslation('policy');
  const client = useDoor();
  const { act, busy } = useAct();
  const same = JSON.stringify(inForce.rules) === JSON.stringify(rules);
  const save = (): void =>
    void act(async () => {
      const now = await client.call('policy.setRules', { version: inForce.version, rules });
      toast({ kind: 'success', text: t('inForceNow', { n: now.version }) });
      onDone();
    });
  return (
    <Dialog onClose={onClose} size="lg" title={t('reviewTitle')}>
      <Stack>
        <ChangeList before={inForce.rules} after={rules} />
        <p className="dim">{t('reviewText')}</p>
        <DialogFoot onCancel={onClose}>
          <Button loading={busy} disabled={same} onClick={save} data-autofocus>
            {t('putInForce')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
