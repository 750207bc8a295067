/** Puts the caret after React has drawn the new text; before, it would jump to the end. */
export function placeCaret(area: HTMLTextAreaElement, at: number): void {
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(at, at);
  });
}

/**
 * Replaces a part of what is in a field as if it had been typed, so that the browser's own undo takes it back, and selects a part of the
 * result. The field tells of it by an input event, as with keys.
 */
export function replaceIn(area: HTMLTextAreaElement, from: number, to: number, text: string, select?: [number, number]): void {
  area.focus();
  area.setSelectionRange(from, to);
  // The only way that keeps undo; where a browser has given it up, the text is set and told of.
  const typed = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
  if (!typed) {
    area.setRangeText(text, from, to, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  if (select) area.setSelectionRange(...select);
}
