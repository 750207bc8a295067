import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, use } from 'react';

/** True beside a conversation: whom one opens there opens beside it too. */
export const BesideContext = createContext(false);

interface Props {
  id: string;
  className: string;
  children: ReactNode;
}

/** The way to somebody's profile: a page of its own, or beside the conversation that is open. */
export function PersonLink({ id, className, children }: Props) {
  return use(BesideContext) ? (
    <Link to="." search={(old: object) => ({ ...old, person: id })} className={className}>
      {children}
    </Link>
  ) : (
    <Link to="/people/$person" params={{ person: id }} search={{}} className={className}>
      {children}
    </Link>
  );
}
