import { toast } from './toasts.tsx';

/** Copies, also where the page is not served securely and the clipboard is closed to scripts. */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.cssText = 'position:fixed;opacity:0';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toast({ kind: 'success', text: said });
}
