import { Button, Radio, Stack } from '@mantine/core';
import type { Client } from '@rapport/client';
import type { ConversationOutline, User } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';

/** Pages asked for at once until somebody is found: of imported groups the first hundreds may have never been here. */
const pagesMost = 20;

/** The next members who can own a group; the pages before them, on which is nobody, are passed over. */
async function choicesOf(client: Client, group: string, from: string | undefined): Promise<{ items: User[]; next?: string }> {
  let cursor = from;
  for (let turn = 0; ; turn++) {
    const page = await client.call('conversations.overviewMembers', {
      conversation: group as never,
      limit: 100,
      ...(cursor ? { cursor } : {}),
    });
    const ids = page.items.filter((member) => !member.guest && member.role !== 'owner').map((member) => member.user);
    const { users } = ids.length > 0 ? await client.call('people.get', { ids }) : { users: [] };
    const items = users.filter((user) => user.active);
    cursor = page.next;
    if (items.length > 0 || !cursor || turn === pagesMost) return { items, ...(cursor ? { next: cursor } : {}) };
  }
}

interface Props {
  group: ConversationOutline;
  onChange(next: ConversationOutline): void;
  onClose(): void;
}

/** Chooses an owner among the members; guests and those who are gone cannot be one. */
export function OwnerDialog({ group, onChange, onClose }: Props) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const [chosen, setChosen] = useState<string | null>(null);
  // Asked for anew: whether somebody is still here is decided by what the server knows now.
  const pages = usePages<User>(group.id, (cursor) => choicesOf(client, group.id, cursor));
  const offered = pages.items;
  const make = (): void =>
    void act(async () => {
      const next = await client.call('conversations.administer', { conversation: group.id, owner: chosen as never });
      toast({ kind: 'success', text: t('ownerMade', { name: offered.find((person) => person.id === chosen)?.name ?? '' }) });
      onClose();
      onChange(next);
    });
  return (
    <Dialog onClose={onClose} title={t('makeOwnerTitle', { name: group.name })}>
      <Stack>
        <p>{t('makeOwnerText')}</p>
        {pages.error && <p role="alert">{pages.error}</p>}
        {pages.loaded && !pages.error && offered.length === 0 && <p className="dim">{t('nobodyHere')}</p>}
        <Radio.Group value={chosen} onChange={setChosen} aria-label={t('makeOwnerTitle', { name: group.name })}>
          <Stack gap={8}>
            {offered.map((person) => (
              <Radio key={person.id} value={person.id} label={person.name} description={person.title} />
            ))}
          </Stack>
        </Radio.Group>
        <MoreButton size="xs" more={pages.more} />
        <DialogFoot onCancel={onClose}>
          <Button disabled={!chosen} loading={busy} onClick={make}>
            {t('makeOwnerButton')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
