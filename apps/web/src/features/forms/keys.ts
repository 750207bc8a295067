/** Lines keep their place on the screen by a key of their own. */
export interface Keyed {
  key: number;
}

let keys = 0;
/** A key that no other line of this page has. */
export const newKey = (): number => ++keys;
