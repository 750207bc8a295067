import type { Department } from '@rapport/contract';

type Tree = ReadonlyMap<string, Department>;

/** Where a department is to lie: its parent, and its place among the other children there, from 0. */
export interface Place {
  parent: Department['parent'];
  position: number;
}

/** Most levels, as the server has it (PE8). */
const depthMost = 12;

const childrenOf = (tree: Tree, parent: string | null): Department[] => [...tree.values()].filter((d) => d.parent === parent);

const pathUp = (tree: Tree, id: string | null): string[] => {
  const path: string[] = [];
  for (let at = id; at !== null && !path.includes(at); at = tree.get(at)?.parent ?? null) path.push(at);
  return path;
};

const heightOf = (tree: Tree, id: string): number =>
  1 + Math.max(0, ...childrenOf(tree, id).map((child) => heightOf(tree, child.id)));

/** Where a department lies now: what undoing a move asks for. */
export function placeOf(tree: Tree, id: string): Place {
  const parent = tree.get(id)?.parent ?? null;
  return { parent, position: childrenOf(tree, parent).findIndex((d) => d.id === id) };
}

/** Whether the server would take the move: not into itself, not too deep. */
export function mayLie(tree: Tree, id: string, parent: string | null): boolean {
  const above = pathUp(tree, parent);
  return !above.includes(id) && above.length + heightOf(tree, id) <= depthMost;
}

/** What dropping one department on another means; null where it would change nothing or be refused. */
export function dropPlace(tree: Tree, dragged: string, over: string, where: 'before' | 'into' | 'after'): Place | null {
  const target = tree.get(over);
  if (!target || dragged === over) return null;
  const parent = where === 'into' ? target.id : target.parent;
  if (!mayLie(tree, dragged, parent)) return null;
  const siblings = childrenOf(tree, parent).filter((d) => d.id !== dragged);
  const index = siblings.findIndex((d) => d.id === over);
  const position = where === 'into' ? siblings.length : where === 'before' ? index : index + 1;
  const now = placeOf(tree, dragged);
  return now.parent === parent && now.position === position ? null : { parent, position };
}

export type Step = 'up' | 'down' | 'in' | 'out';

/** Moves by keyboard: one step at a time; null where there is none. */
export function stepPlace(tree: Tree, id: string, step: Step): Place | null {
  const now = placeOf(tree, id);
  const siblings = childrenOf(tree, now.parent);
  if (step === 'up') return now.position > 0 ? { ...now, position: now.position - 1 } : null;
  if (step === 'down') return now.position < siblings.length - 1 ? { ...now, position: now.position + 1 } : null;
  if (step === 'in') {
    const before = siblings[now.position - 1];
    if (!before || !mayLie(tree, id, before.id)) return null;
    return { parent: before.id, position: childrenOf(tree, before.id).length };
  }
  if (now.parent === null) return null;
  const above = placeOf(tree, now.parent);
  return { parent: above.parent, position: above.position + 1 };
}
