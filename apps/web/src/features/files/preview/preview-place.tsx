import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

const PreviewDialog = lazy(async () => ({ default: (await import('./preview-dialog.tsx')).PreviewDialog }));

/** The file named in the address, over the page; its parts are loaded with the first one. */
export function PreviewPlace() {
  const { file } = useSearch({ strict: false }) as { file?: string };
  if (!file) return null;
  return (
    <Suspense fallback={null}>
      <PreviewDialog file={file} />
    </Suspense>
  );
}
