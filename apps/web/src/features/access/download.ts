/** Hands a table to the browser as a file of one's own; a mark at the beginning tells spreadsheets that it is UTF-8. */
export const downloadText = (name: string, text: string): void => downloadFile(name, `\ufeff${text}`, 'text/csv;charset=utf-8');

export function downloadFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
