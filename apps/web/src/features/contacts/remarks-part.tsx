import { Button, Textarea } from '@mantine/core';
import type { Contact, ContactRemark } from '@rapport/contract';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { useMayContacts } from './use-contacts.ts';

/** Staff's own words about a contact, the newest first. */
export function RemarksPart({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const may = useMayContacts();
  const { act, busy } = useAct();
  const [text, setText] = useState('');
  const pages = usePages(contact.id, (cursor) =>
    client.call('contacts.remarks', { contact: contact.id, limit: 20, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(pages.items.map(({ author }) => author))]);
  const add = async (): Promise<void> => {
    if (!(await act(() => client.call('contacts.addRemark', { contact: contact.id, text })))) return;
    setText('');
    pages.reload();
  };
  return (
    <section className="contact-part" aria-label={t('remarks')}>
      <h3>{t('remarks')}</h3>
      {may.manage && (
        <div className="contact-remark-new">
          <Textarea
            aria-label={t('addRemark')}
            placeholder={t('remarkHint')}
            autosize
            minRows={1}
            maxRows={8}
            maxLength={8_000}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          {text.trim() !== '' && (
            <Button size="xs" loading={busy} onClick={() => void add()}>
              {t('saveRemark')}
            </Button>
          )}
        </div>
      )}
      {pages.loaded && pages.items.length === 0 && !may.manage && <p className="dim">{t('noRemarks')}</p>}
      <ul className="plain-list">
        {pages.items.map((one) => (
          <RemarkLine key={one.id} remark={one} onChanged={pages.reload} />
        ))}
      </ul>
      <MoreButton size="xs" loading={pages.loading} more={pages.more} />
    </section>
  );
}

function RemarkLine({ remark, onChanged }: { remark: ContactRemark; onChanged(): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const name = usePersonName(remark.author);
  const [writing, setWriting] = useState<string | null>(null);
  const save = async (text: string): Promise<void> => {
    if (!(await act(() => client.call('contacts.changeRemark', { remark: remark.id, text })))) return;
    setWriting(null);
    onChanged();
  };
  return (
    <li className="contact-remark">
      <p className="contact-remark-head">
        <span className="strong">{name}</span>{' '}
        <time className="dim" title={fullTimeOf(remark.at, clock)}>
          {shortTimeOf(remark.at, clock)}
        </time>
        {remark.editedAt !== undefined && <span className="dim">{t('edited')}</span>}
        <span className="grow" />
        {remark.author === me && writing === null && (
          <>
            <IconButton label={t('changeRemark')} size={26} onClick={() => setWriting(remark.text)}>
              <IconPencil size={14} />
            </IconButton>
            <IconButton label={t('removeRemark')} size={26} onClick={() => void save('')}>
              <IconTrash size={14} />
            </IconButton>
          </>
        )}
      </p>
      {writing === null ? (
        <p className="contact-remark-text">{remark.text}</p>
      ) : (
        <div className="contact-remark-new">
          <Textarea
            aria-label={t('changeRemark')}
            autosize
            maxLength={8_000}
            value={writing}
            onChange={(e) => setWriting(e.currentTarget.value)}
          />
          <Button size="xs" disabled={writing.trim() === ''} onClick={() => void save(writing)}>
            {t('saveRemark')}
          </Button>
        </div>
      )}
    </li>
  );
}
