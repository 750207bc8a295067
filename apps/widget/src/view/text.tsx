/** @jsxImportSource preact */
import { marksOf } from '../marks.ts';

/** A message's text: nodes, never HTML. */
export const Text = ({ source }: { source: string }) => (
  <>
    {marksOf(source).map((mark) => {
      switch (mark.kind) {
        case 'strong':
          return <strong>{mark.text}</strong>;
        case 'emphasis':
          return <em>{mark.text}</em>;
        case 'code':
          return <code>{mark.text}</code>;
        case 'block':
          return <pre>{mark.text}</pre>;
        case 'link':
          return (
            <a href={mark.href} target="_blank" rel="noopener noreferrer nofollow">
              {mark.text}
            </a>
          );
        default:
          return mark.text;
      }
    })}
  </>
);
