/** Where a picture lies: 1 fits the window, x and y are pixels of its middle from the window's. */
export interface Place {
  scale: number;
  x: number;
  y: number;
}

const largest = 12;
export const fitting: Place = { scale: 1, x: 0, y: 0 };

/** Zooms so that what is at a point (from the middle) stays there; what fits lies in the middle. */
export function zoomedAt(old: Place, by: number, at: { x: number; y: number }): Place {
  const scale = Math.min(largest, Math.max(1, old.scale * by));
  if (scale === 1) return fitting;
  const grown = scale / old.scale;
  return { scale, x: at.x - (at.x - old.x) * grown, y: at.y - (at.y - old.y) * grown };
}

/** Moves; what fits does not move. */
export const moved = (old: Place, x: number, y: number): Place =>
  old.scale === 1 ? old : { ...old, x: old.x + x, y: old.y + y };
