import { lazy, Suspense } from 'react';
import type { Uploads } from './use-uploads.ts';

const OneUpload = lazy(async () => ({ default: (await import('./one-upload.tsx')).OneUpload }));

export function UploadList({ uploads }: { uploads: Uploads }) {
  if (uploads.list.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <ul className="uploads">
        {uploads.list.map((one) => (
          <OneUpload key={one.key} one={one} uploads={uploads} />
        ))}
      </ul>
    </Suspense>
  );
}
