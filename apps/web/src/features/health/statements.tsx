import { Table } from '@mantine/core';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { Section } from '../people/settings/section.tsx';

/** Which parts of the program take the database's time. */
export function Statements() {
  const { t, language } = useTranslation('health');
  const { data, error } = useAnswer('health.statements', { limit: 12 });
  const number = new Intl.NumberFormat(language);
  return (
    <Section title={t('statements')} text={t('statementsAbout')}>
      {error && <p role="alert">{error}</p>}
      <div className="health-table">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('statement')}</Table.Th>
              <Table.Th className="figure">{t('count')}</Table.Th>
              <Table.Th className="figure">{t('mean')}</Table.Th>
              <Table.Th className="figure">{t('slow')}</Table.Th>
              <Table.Th className="figure">{t('failed')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data?.statements.map(({ name, count, milliseconds, slow, failed }) => (
              <Table.Tr key={name}>
                <Table.Td className="statement-name">{name}</Table.Td>
                <Table.Td className="figure">{number.format(count)}</Table.Td>
                <Table.Td className="figure">{t('milliseconds', { n: milliseconds.toFixed(2) })}</Table.Td>
                <Table.Td className="figure">{number.format(slow)}</Table.Td>
                <Table.Td className="figure">{number.format(failed)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}
