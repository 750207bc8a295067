import type { ReactNode } from 'react';

/** An empty place teaches one thing and offers one action. */
interface Props {
  icon?: ReactNode;
  title: string;
  text?: string;
  action?: ReactNode;
  /** Where it is all there is, its title is the page's. */
  page?: boolean;
}

export function Empty({ icon, title, text, action, page = false }: Props) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon">{icon}</div>}
      {page ? <h1 className="empty-title">{title}</h1> : <p className="empty-title">{title}</p>}
      {text && <p className="empty-text">{text}</p>}
      {action}
    </div>
  );
}
