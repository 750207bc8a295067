import { Kbd } from '@mantine/core';

interface Props {
  /** Keys, and what they do. */
  keys: readonly (readonly [names: readonly string[], what: string])[];
  className?: string;
  label?: string;
}

/** What keys do on a page, at its foot; not where there is hardly a keyboard. */
export function KeyHints({ keys, className = '', label }: Props) {
  return (
    <section className={`key-hints wide-only ${className}`} aria-label={label}>
      {keys.map(([names, what]) => (
        <span key={what}>
          {names.map((name) => (
            <Kbd key={name} size="xs">
              {name}
            </Kbd>
          ))}
          {what}
        </span>
      ))}
    </section>
  );
}
