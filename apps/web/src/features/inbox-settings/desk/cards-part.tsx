import { Button, Checkbox, Stack, TextInput } from '@mantine/core';
import type { Inbox, LookUpCard } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Dialog, DialogFoot, SaveFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useInboxName } from '../use-set-up.ts';
import { DeskRow } from './desk-row.tsx';
import { InboxChoice, useFirstInbox } from './inbox-choice.tsx';
import { Head } from './replies-part.tsx';
import { usePutAway } from './use-put-away.ts';

/** Where more is known of contacts: addresses that are asked from the pane of a case. */
export function CardsPart({ inboxes }: { inboxes: readonly Inbox[] }) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const answer = useAnswer('inbox.desk', {});
  const inboxName = useInboxName(inboxes);
  const putAway = usePutAway(answer.reload);
  const [asked, ask] = useState<{ of: LookUpCard | null } | null>(null);
  const cards = answer.data?.cards ?? [];
  return (
    <>
      {answer.error && <p role="alert">{answer.error}</p>}
      <Head title={t('cards')} text={t('cardsText')} add={t('newCard')} onAdd={() => ask({ of: null })} />
      {answer.data && cards.length === 0 && <p className="admin-note">{t('noCards')}</p>}
      <div className="admin-cards">
        {cards.map((one) => (
          <DeskRow
            key={one.id}
            name={one.name}
            place={inboxName(one.inbox)}
            archived={one.archived}
            text={<p className="dim inbox-set-prose">{one.url}</p>}
            onEdit={() => ask({ of: one })}
            onArchive={() =>
              void putAway(one.name, !one.archived, (archived) =>
                client.call('inbox.saveCard', { card: one.id, inbox: one.inbox, name: one.name, url: one.url, archived }),
              )
            }
          />
        ))}
      </div>
      <details className="inbox-set-second">
        <summary>{t('cardHow')}</summary>
        <p className="dim">{t('cardSends')}</p>
        <pre className="inbox-set-code">{example.asked}</pre>
        <p className="dim">{t('cardAnswers')}</p>
        <pre className="inbox-set-code">{example.answered}</pre>
      </details>
      {asked && <CardDialog card={asked.of} inboxes={inboxes} onDone={answer.reload} onClose={() => ask(null)} />}
    </>
  );
}

const example = {
  asked: `POST …
webhook-id, webhook-timestamp, webhook-signature
{"case": 128, "contact": {"id": "…", "name": "…",
  "handles": [{"kind": "email", "value": "…"}]}}`,
  answered: `{"title": "…",
 "fields": [{"label": "…", "value": "…", "link": "https://…"}]}`,
};

interface Props {
  card: LookUpCard | null;
  inboxes: readonly Inbox[];
  onDone(): void;
  onClose(): void;
}

function CardDialog({ card, inboxes, onDone, onClose }: Props) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const { act, busy } = useAct();
  const first = useFirstInbox(inboxes);
  const [now, setNow] = useState({
    name: card?.name ?? '',
    url: card?.url ?? '',
    inbox: card ? card.inbox : (first as never),
    renew: false,
  });
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      const made = await client.call('inbox.saveCard', {
        ...(card ? { card: card.id, archived: card.archived } : {}),
        inbox: now.inbox,
        name: now.name.trim(),
        url: now.url.trim(),
        renewSecret: now.renew,
      });
      onDone();
      if (made.secret) setSecret(made.secret);
      else onClose();
    });
  };
  if (secret) return <SecretDialog secret={secret} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} size="lg" title={card ? t('changeOf', { name: card.name }) : t('newCard')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('name')}
            placeholder={t('cardExample')}
            required
            maxLength={80}
            data-autofocus
            value={now.name}
            onChange={(e) => setNow({ ...now, name: e.currentTarget.value })}
          />
          <TextInput
            label={t('cardUrl')}
            description={t('cardUrlHint')}
            type="url"
            required
            maxLength={500}
            value={now.url}
            onChange={(e) => setNow({ ...now, url: e.currentTarget.value })}
          />
          <InboxChoice inboxes={inboxes} inbox={now.inbox} onChange={(inbox) => setNow({ ...now, inbox: inbox as never })} />
          {card && (
            <Checkbox
              label={t('renewSecret')}
              description={t('renewSecretHint')}
              checked={now.renew}
              onChange={(e) => setNow({ ...now, renew: e.currentTarget.checked })}
            />
          )}
          <SaveFoot onCancel={onClose} loading={busy} disabled={!now.name.trim() || !now.url.trim()} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** The secret is shown once. */
function SecretDialog({ secret, onClose }: { secret: string; onClose(): void }) {
  const { t } = useTranslation(['inboxSettings', 'app']);
  return (
    <Dialog onClose={onClose} title={t('secretTitle')} closeOnClickOutside={false}>
      <Stack>
        <p>{t('secretText')}</p>
        <div className="command">
          <code>{secret}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(secret, t('app:copied'))}>
            {t('app:copy')}
          </Button>
        </div>
        <DialogFoot onCancel={onClose}>
          <Button onClick={onClose}>{t('secretKept')}</Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
