/** Widths of previews, in pixels of the longer side (WebP). */
export const previewSizes = [256, 1024] as const;
export type PreviewSize = (typeof previewSizes)[number];

/**
 * Byte routes beside the methods.
 *
 * Uploads speak tus 1.0 (resumable): `POST` with `Upload-Length` and `Upload-Metadata: filename <base64>[,kind <base64 of
 * "voice">]`, then `PATCH`; the last part of the upload's address is the file's id, and the file is ready when the last
 * `PATCH` has answered. Errors are problem+json. Contents answer range requests.
 */
export const filePaths = {
  upload: '/api/files/upload',
  content: (id: string, name: string) => `/api/files/${id}/${encodeURIComponent(name)}`,
  /** The PDF of an office file, once `files.convert` says that it is ready. */
  pdf: (id: string) => `/api/files/${id}/preview/pdf`,
  preview: (id: string, size: PreviewSize) => `/api/files/${id}/preview/${size}`,
} as const;
