const widest = 360;
const highest = 280;
const smallest = 48;

/** The size in pixels a picture is drawn at, known before it has loaded. Several pictures are equal squares. */
export function fitted(width: number | undefined, height: number | undefined, many: boolean): { width: number; height: number } {
  if (many) return { width: 132, height: 132 };
  if (!width || !height) return { width: 240, height: 180 };
  const scale = Math.min(1, widest / width, highest / height);
  return { width: Math.max(smallest, Math.round(width * scale)), height: Math.max(smallest, Math.round(height * scale)) };
}
