import { describe, expect, it } from 'vitest';
import { fitting, moved, zoomedAt } from './place.ts';

describe('looking into a picture', () => {
  it('what is under the pointer stays under it', () => {
    const near = zoomedAt(fitting, 2, { x: 100, y: -40 });
    // The point of the picture that was at (100, −40) is drawn at x + scale · point.
    expect([near.x + near.scale * 100, near.y + near.scale * -40]).toEqual([100, -40]);
    const nearer = zoomedAt(near, 3, { x: -7, y: 9 });
    const point = { x: (-7 - near.x) / near.scale, y: (9 - near.y) / near.scale };
    expect(nearer.x + nearer.scale * point.x).toBeCloseTo(-7);
    expect(nearer.y + nearer.scale * point.y).toBeCloseTo(9);
  });
  it('zooming out ends where the picture fits, in the middle; it does not move there', () => {
    const far = zoomedAt(moved(zoomedAt(fitting, 2, { x: 0, y: 0 }), 500, 500), 0.01, { x: 3, y: 3 });
    expect(far).toEqual(fitting);
    expect(moved(far, 10, 10)).toEqual(fitting);
    expect(zoomedAt(fitting, 1000, { x: 0, y: 0 }).scale).toBe(12);
  });
});
