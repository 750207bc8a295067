import { Button, Menu } from '@mantine/core';
import { type Contact, contactPaths } from '@rapport/contract';
import {
  IconArchive,
  IconArrowMerge,
  IconArrowsSplit,
  IconDots,
  IconEraser,
  IconId,
  IconPencil,
  IconX,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { MenuButton } from '../../app/menu-button.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { StartTalk } from '../customers/start/start-talk.tsx';
import { WriteDown } from '../customers/written/write-down.tsx';
import { Avatar } from '../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { DataPart } from './data-part.tsx';
import { DuplicatesOf } from './duplicates-view.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { ErasePart } from './erase-part.tsx';
import { HandlesPart } from './handles-part.tsx';
import { HistoryPart } from './history-part.tsx';
import { MergeDialog, MergedPart, SeparateDialog } from './merge-parts.tsx';
import { RemarksPart } from './remarks-part.tsx';
import { TimelinePart } from './timeline-part.tsx';
import { useMayContacts, useOwn } from './use-contacts.ts';

interface Props {
  id: string;
  onClose(): void;
  onChanged(): void;
  onOpen(contact: string): void;
}

/** All that is known of a contact, with where each thing is from and since when. */
export function ContactPane({ id, onClose, onChanged, onOpen }: Props) {
  const { t } = useTranslation('contacts');
  const answer = useAnswer('contacts.get', { contact: id as never });
  const contact = answer.data;
  usePeopleNeeded(contact ? peopleOf(contact) : []);
  const changed = (next?: Contact): void => {
    if (next) answer.set(() => next);
    else answer.reload();
    onChanged();
  };
  const [erased, setErased] = useState(false);
  const [written, setWritten] = useState(0);
  const gone = (): void => {
    setErased(true);
    onChanged();
  };
  return (
    <article className="contact" aria-label={contact?.name ?? t('title')}>
      <div className="contact-close">
        <IconButton label={t('close')} onClick={onClose}>
          <IconX size={18} />
        </IconButton>
      </div>
      {erased && <Empty icon={<IconEraser />} title={t('erased')} text={t('erasedText')} />}
      {answer.error && !contact && <Empty title={t('gone')} text={answer.error} />}
      {contact && !erased && (
        <>
          <Top contact={contact} onChanged={changed} onOpen={onOpen} onWritten={() => setWritten(written + 1)} />
          <HandlesPart contact={contact} onChanged={changed} />
          <DataPart contact={contact} />
          {contact.isCompany && <StaffPart contact={contact} />}
          <TimelinePart key={written} contact={contact} />
          <RemarksPart contact={contact} />
          <DuplicatesOf contact={contact} onChanged={changed} onOpen={onOpen} />
          <MergedPart contact={contact} onChanged={changed} />
          <HistoryPart key={contact.changedAt} contact={contact} />
          <ErasePart contact={contact} onGone={gone} />
        </>
      )}
    </article>
  );
}

const peopleOf = (contact: Contact): string[] => [
  ...new Set(
    [
      contact.owner,
      ...contact.data.map((d) => d.by),
      ...contact.handles.map((h) => h.by),
      ...contact.merged.map((m) => m.mergedBy),
    ].filter((one): one is NonNullable<typeof one> => Boolean(one)),
  ),
];

interface PartProps {
  contact: Contact;
  onChanged(next?: Contact): void;
}

interface TopProps extends PartProps, Pick<Props, 'onOpen'> {
  onWritten(): void;
}

function Top({ contact, onChanged, onOpen, onWritten }: TopProps) {
  const { t } = useTranslation('contacts');
  const { types, called } = useOwn();
  const may = useMayContacts();
  const [open, setOpen] = useState<'edit' | 'merge' | 'separate' | null>(null);
  const type = types.find((one) => one.id === contact.type);
  const owner = usePersonName(contact.owner ?? null);
  const close = (): void => setOpen(null);
  return (
    <header className="contact-top">
      <Avatar id={contact.id} name={contact.name} size={64} guest group={contact.isCompany} />
      <div className="grow contact-top-name">
        <h2>{contact.name}</h2>
        <p className="contact-marks">
          <span className="mark mark-guest" title={t('outsideHint')}>
            {t('outside')}
          </span>
          <span className="mark">{t(contact.kind)}</span>
          {contact.isCompany && <span className="mark">{t('companyMark')}</span>}
          {type && <span className="mark">{called(type)}</span>}
          {contact.archived && <span className="mark">{t('archivedMark')}</span>}
          {contact.labels.map((label) => (
            <span key={label} className="mark contact-label">
              {label}
            </span>
          ))}
        </p>
        <p className="dim contact-belongs">
          {contact.company && (
            <Link to="/contacts" search={{ contact: contact.company.id } as never} className="link">
              {contact.company.name}
            </Link>
          )}
          {contact.owner && (
            <span>
              {t('owner')} {owner}
            </span>
          )}
        </p>
      </div>
      <div className="contact-acts">
        {!contact.isCompany && !contact.archived && <StartTalk contact={contact.id} />}
        {!contact.archived && <WriteDown contact={contact.id} onDone={onWritten} />}
        {may.manage && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPencil size={14} />}
              data-act="edit-contact"
              aria-label={t('editOf', { name: contact.name })}
              onClick={() => setOpen('edit')}
            >
              {t('edit')}
            </Button>
            <MenuButton label={t('more')} width={220} items={<Acts contact={contact} onChanged={onChanged} onAsk={setOpen} />}>
              <IconDots size={18} />
            </MenuButton>
          </>
        )}
      </div>
      {open === 'edit' && <EditDialog contact={contact} onClose={close} onDone={onChanged} />}
      {open === 'merge' && <MergeDialog contact={contact} onClose={close} onDone={onChanged} />}
      {open === 'separate' && <SeparateDialog contact={contact} onClose={close} onDone={({ id }) => onOpen(id)} />}
    </header>
  );
}

function Acts({ contact, onChanged, onAsk }: PartProps & { onAsk(what: 'merge' | 'separate'): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const { act } = useAct();
  const archive = async (archived: boolean): Promise<void> => {
    const next = await act(() => client.call('contacts.change', { contact: contact.id, archived }));
    if (!next) return;
    onChanged(next);
    if (archived)
      toast({
        kind: 'success',
        text: t('putAway', { name: contact.name }),
        action: { label: t('undo'), run: () => void archive(false) },
      });
  };
  return (
    <>
      <Menu.Item leftSection={<IconArrowMerge size={16} />} onClick={() => onAsk('merge')}>
        {t('mergeWith')}
      </Menu.Item>
      {contact.handles.length > 1 && (
        <Menu.Item leftSection={<IconArrowsSplit size={16} />} onClick={() => onAsk('separate')}>
          {t('separate')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconId size={16} />} component="a" href={contactPaths.card(contact.id)} download>
        {t('card')}
      </Menu.Item>
      <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => void archive(!contact.archived)}>
        {t(contact.archived ? 'restore' : 'archive')}
      </Menu.Item>
    </>
  );
}

function StaffPart({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const answer = useAnswer('contacts.list', { company: contact.id, limit: 100 });
  const staff = answer.data?.items ?? [];
  return (
    <section className="contact-part" aria-label={t('staffOf')}>
      <h3>{t('staffOf')}</h3>
      {answer.data && staff.length === 0 && <p className="dim">{t('noStaff')}</p>}
      <ul className="plain-list">
        {staff.map((one) => (
          <li key={one.id}>
            <Link to="/contacts" search={{ contact: one.id } as never} className="contact-staff">
              <Avatar id={one.id} name={one.name} size={24} guest />
              <span className="ellipsis">{one.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
