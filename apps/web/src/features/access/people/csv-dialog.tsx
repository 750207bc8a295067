import { Button, FileButton, Group, Stack, Table, Textarea } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Dialog } from '../../../app/dialog.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useDepartments } from '../../people/departments.ts';
import { useReach } from '../../people/may.ts';
import { downloadText } from '../download.ts';
import { LocalLink } from '../local-link.tsx';
import { batchesOf, type InviteRow, isSent, type Outcome, readTable, rowsMost, textOf, withKnown, withSent } from './csv.ts';

const wrongs = { 'no-email-column': 'csvNoEmailColumn', empty: 'csvEmpty', 'too-many': 'csvTooMany' } as const;
const outcomes = {
  ready: 'rowReady',
  sent: 'rowSent',
  email: 'rowEmail',
  twice: 'rowTwice',
  role: 'rowRole',
  department: 'rowDepartment',
  ambiguous: 'rowAmbiguous',
  language: 'rowLanguage',
  place: 'rowPlace',
  known: 'rowKnown',
  invited: 'rowInvited',
} as const satisfies Record<Outcome, string>;

type Invited = Output<'people.invite'>['invited'];

/** Invites everybody of a table: first what would happen, row by row, then the invitations. */
export function CsvDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const departments = useDepartments();
  const reach = useReach('people.invite');
  const [rows, setRows] = useState<InviteRow[] | null>(null);
  const [invited, setInvited] = useState<Invited>([]);
  const [finished, setFinished] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const look = async (text: string): Promise<void> => {
    const table = readTable(text, departments, (department) => reach.at([department]));
    setWrong(table.wrong === null ? null : t(wrongs[table.wrong], { count: rowsMost }));
    if (table.wrong !== null) return;
    const emails = table.rows.filter(isSent).map((row) => row.email);
    const known = await act(async () =>
      emails.length > 0 ? client.call('people.checkAddresses', { emails }) : { known: [], invited: [] },
    );
    if (known) setRows(withKnown(table.rows, known.known, known.invited));
  };
  const send = (): void =>
    void act(async () => {
      for (const batch of batchesOf(rows ?? [])) {
        const [first] = batch;
        if (!first) continue;
        const { role, department, language } = first;
        const answer = await client.call('people.invite', {
          emails: batch.map((row) => row.email),
          role,
          language: language ?? languageNow(),
          ...(department ? { department: department.id } : {}),
        });
        // A later call may fail: what was sent stays sent, and sending again sends the rest.
        setInvited((done) => [...done, ...answer.invited]);
        setRows((old) => old && withSent(old, batch));
      }
      setFinished(true);
    });
  return (
    <Dialog onClose={onClose} title={t('csvTitle')} size="xl">
      {finished ? (
        <Stack>
          <Sent invited={invited} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('finished')}</Button>
          </Group>
        </Stack>
      ) : rows ? (
        <Stack>
          {invited.length > 0 && <Sent invited={invited} />}
          <Preview rows={rows} busy={busy} onOther={() => setRows(null)} onSend={send} />
        </Stack>
      ) : (
        <Choose wrong={wrong} busy={busy} onLook={(text) => void look(text)} />
      )}
    </Dialog>
  );
}

function Choose({ wrong, busy, onLook }: { wrong: string | null; busy: boolean; onLook(text: string): void }) {
  const { t } = useTranslation('access');
  const [text, setText] = useState('');
  const open = async (file: File | null): Promise<void> => {
    if (file) onLook(textOf(await file.arrayBuffer()));
  };
  const headings = t('csvColumns').replaceAll('、', ',');
  return (
    <Stack>
      <p>{t('csvText')}</p>
      <Group>
        <FileButton onChange={(file) => void open(file)} accept=".csv,.tsv,.txt,text/csv">
          {(props) => (
            <Button {...props} loading={busy} data-autofocus>
              {t('csvChoose')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="subtle"
          onClick={() => downloadText('rapport-invite.csv', `${headings}\nanna@example.org,member,,en\nlin@example.org,,,zh\n`)}
        >
          {t('csvExample')}
        </Button>
      </Group>
      <Textarea
        label={t('csvPaste')}
        placeholder={headings}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={8}
      />
      {wrong && (
        <p role="alert" className="danger-text">
          {wrong}
        </p>
      )}
      <Group justify="flex-end">
        <Button variant="light" disabled={text.trim() === ''} loading={busy} onClick={() => onLook(text)}>
          {t('csvLook')}
        </Button>
      </Group>
    </Stack>
  );
}

interface PreviewProps {
  rows: readonly InviteRow[];
  busy: boolean;
  onOther(): void;
  onSend(): void;
}

function Preview({ rows, busy, onOther, onSend }: PreviewProps) {
  const { t } = useTranslation('access');
  const sent = rows.filter(isSent).length;
  const isWrong = (row: InviteRow): boolean => !isSent(row) && row.outcome !== 'sent';
  const wrong = rows.filter(isWrong).length;
  // What needs eyes stands first.
  const ordered = [...rows].sort((a, b) => Number(isWrong(b)) - Number(isWrong(a)) || a.line - b.line);
  return (
    <Stack>
      <p role="status">
        <span className="strong">{t('csvReady', { count: sent })}</span>{' '}
        {wrong > 0 && <span className="danger-text">{t('csvWrong', { count: wrong })}</span>}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="csv-preview" tabIndex={0} aria-label={t('csvTitle')}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('csvRow')}</Table.Th>
              <Table.Th>{t('personEmail')}</Table.Th>
              <Table.Th>{t('baseRole')}</Table.Th>
              <Table.Th>{t('departments')}</Table.Th>
              <Table.Th>{t('csvOutcome')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ordered.map((row) => (
              <Table.Tr key={row.line}>
                <Table.Td className="tabular">{row.line}</Table.Td>
                <Table.Td>{row.email}</Table.Td>
                <Table.Td>{t(row.role)}</Table.Td>
                <Table.Td>{row.department?.name ?? row.departmentText}</Table.Td>
                <Table.Td className={isWrong(row) ? 'danger-text' : 'dim'}>{t(outcomes[row.outcome])}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <Group justify="flex-end">
        <Button variant="default" onClick={onOther}>
          {t('csvOther')}
        </Button>
        <Button disabled={sent === 0} loading={busy} onClick={onSend}>
          {t('csvSend', { count: sent })}
        </Button>
      </Group>
    </Stack>
  );
}

/** What was sent so far, and its links where no mail goes out. */
function Sent({ invited }: { invited: Invited }) {
  const { t } = useTranslation(['access', 'app']);
  const links = invited.filter((one) => one.link !== null);
  const all = links.map((one) => `${one.invitation.email}\t${one.link}`).join('\n');
  return (
    <>
      <p role="status">{links.length > 0 ? t('linksByHand') : t('invitedDone', { count: invited.length })}</p>
      {links.length > 0 && (
        <Button variant="light" onClick={() => void copyText(all, t('app:copied'))} data-autofocus>
          {t('copyAllLinks')}
        </Button>
      )}
      <LocalLink link={links[0]?.link ?? ''} />
    </>
  );
}
