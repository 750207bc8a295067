import { type ReactNode, useId } from 'react';

export function Section({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text && <p className="dim section-text">{text}</p>}
      {children}
    </section>
  );
}
