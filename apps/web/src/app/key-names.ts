const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** What is printed on the keys of this machine. */
export const keyNames = { control: isMac ? '⌘' : 'Ctrl', alt: isMac ? '⌥' : 'Alt' };
