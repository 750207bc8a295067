import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconEye,
  IconEyeOff,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconSourceCode,
  IconStrikethrough,
} from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { keyNames } from '../../../app/key-names.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useWriting } from '../writing.ts';

const formats = [
  { name: 'bold', Icon: IconBold, key: 'B' },
  { name: 'italic', Icon: IconItalic, key: 'I' },
  { name: 'strike', Icon: IconStrikethrough, key: 'Shift X' },
  { name: 'link', Icon: IconLink, key: 'Shift U' },
  { name: 'bullets', Icon: IconList, key: 'Shift 8' },
  { name: 'numbers', Icon: IconListNumbers, key: 'Shift 7' },
  { name: 'quote', Icon: IconBlockquote, key: 'Shift 9' },
  { name: 'code', Icon: IconCode, key: 'E' },
  { name: 'codeBlock', Icon: IconSourceCode, key: 'Shift E' },
] as const;

/** Formats for what is selected, for those who do not write Markdown by heart. */
export function FormatBar() {
  const { t } = useTranslation('composer');
  const { format, part, open } = useWriting();
  const previewing = part === 'preview';
  return (
    <div className="format-bar" role="toolbar" aria-label={t('formats')}>
      {formats.map(({ name, Icon, key }) => (
        <IconButton
          key={name}
          label={t(name)}
          keys={`${keyNames.control} ${key}`}
          size={28}
          disabled={previewing}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => format(name)}
        >
          <Icon size={16} />
        </IconButton>
      ))}
      <span className="format-gap" />
      <IconButton
        label={t(previewing ? 'previewOff' : 'preview')}
        size={28}
        aria-pressed={previewing}
        onClick={() => open(previewing ? null : 'preview')}
      >
        {previewing ? <IconEyeOff size={16} /> : <IconEye size={16} />}
      </IconButton>
    </div>
  );
}
