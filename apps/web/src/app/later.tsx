import { type ReactNode, useEffect, useState } from 'react';

/** Shows its children only when 300 ms have passed: what comes faster needs no spinner. */
export function Later({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
}
