// Where components are drawn without a browser there is no navigator.
const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

/** What is printed on the keys of this machine. */
export const keyNames = { control: isMac ? '⌘' : 'Ctrl', alt: isMac ? '⌥' : 'Alt' };
