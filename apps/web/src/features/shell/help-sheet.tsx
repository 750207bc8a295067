import { Kbd } from '@mantine/core';
import { useDevice } from '../../app/device.ts';
import { Dialog } from '../../app/dialog.tsx';
import { keyNames } from '../../app/key-names.ts';
import { useTranslation } from '../../app/translation.tsx';

export function HelpSheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['shell', 'attention', 'inbox', 'reports']);
  const { enterSends } = useDevice();
  const { control: ctrl, alt } = keyNames;
  const keys: [string[], string][] = [
    [[ctrl, 'K'], t('keySwitcher')],
    [[alt, '↑ ↓'], t('keyNeighbours')],
    [[alt, 'Shift', '↑ ↓'], t('keyUnread')],
    [enterSends ? ['Enter'] : [ctrl, 'Enter'], t('keySend')],
    [enterSends ? ['Shift', 'Enter'] : ['Enter'], t('keyBreak')],
    [['↑'], t('keyEditLast')],
    [['Shift', 'Tab'], t('keyWalk')],
    [['Q T R E S'], t('keyActions')],
    [[ctrl, 'Z'], t('keyUndo')],
    [['Esc'], t('keyEscape')],
    [['?'], t('keyHelp')],
  ];
  const onAttention: [string[], string][] = [
    [['J', 'K'], t('attention:keyMove')],
    [['Enter'], t('attention:open')],
    [['E'], t('attention:done')],
    [['H'], t('attention:later')],
    [['Z'], t('attention:undo')],
  ];
  const onCases: [string[], string][] = [
    [['J', 'K'], t('inbox:keyMove')],
    [['T'], t('inbox:keyTake')],
    [['R'], t('inbox:keyReply')],
    [['N'], t('inbox:keyNote')],
    [['/'], t('inbox:keyCanned')],
    [['M'], t('inbox:macros')],
    [['A'], t('inbox:askTitle')],
    [['F'], t('inbox:followUp')],
    [['G'], t('inbox:mergeOther')],
    [['V'], t('inbox:moveOther')],
    [['C'], t('inbox:complaintStep')],
    [['X'], t('inbox:ratingTitle')],
    [['H'], t('inbox:snooze')],
    [['E'], t('inbox:keySolve')],
  ];
  const onNow: [string[], string][] = [
    [['J', 'K'], t('reports:keyMove')],
    [['Enter'], t('reports:keyOpen')],
    [['A'], t('reports:keyAssign')],
    [['T'], t('reports:keyTake')],
  ];
  return (
    <Dialog onClose={onClose} title={t('helpTitle')} size="md">
      <Keys keys={keys} />
      <h3 className="keys-title">{t('keysAttention')}</h3>
      <Keys keys={onAttention} />
      <h3 className="keys-title">{t('keysCases')}</h3>
      <Keys keys={onCases} />
      <h3 className="keys-title">{t('reports:keysNow')}</h3>
      <Keys keys={onNow} />
    </Dialog>
  );
}

function Keys({ keys }: { keys: readonly [string[], string][] }) {
  return (
    <dl className="keys">
      {keys.map(([names, what]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            {names.map((name) => (
              <Kbd key={name}>{name}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
