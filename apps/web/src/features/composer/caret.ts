/** Puts the caret after React has drawn the new text; before, it would jump to the end. */
export function placeCaret(area: HTMLTextAreaElement, at: number): void {
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(at, at);
  });
}
