import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What one steps through with the arrow keys: the files beside the one that was opened. Lost with the page, as it should be. */
let row: readonly string[] = [];
/** Opened from inside: then going back closes it. */
let fromInside = false;

export const neighboursOf = (file: string): { before: string | undefined; after: string | undefined } => {
  const at = row.indexOf(file);
  return { before: at > 0 ? row[at - 1] : undefined, after: at >= 0 ? row[at + 1] : undefined };
};

/** Opens a file over whatever is shown; its address is a link to it. */
export function useOpenPreview(): (file: string, beside?: readonly string[]) => void {
  const navigate = useNavigate();
  return useCallback(
    (file, beside = [file]) => {
      row = beside;
      fromInside = true;
      void navigate({ to: '.', search: (old: object) => ({ ...old, file }) });
    },
    [navigate],
  );
}

/** Moves to another file, or closes (null). */
export function useMovePreview(): (file: string | null) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return useCallback(
    (file) => {
      if (file === null && fromInside) {
        fromInside = false;
        return router.history.back();
      }
      void navigate({ to: '.', search: (old: object) => ({ ...old, file: file ?? undefined }), replace: true });
    },
    [navigate, router],
  );
}
