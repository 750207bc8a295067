/** Texts I recalled in this window, to be written again; they live no longer than the page. */
export const recalledTexts = new Map<string, string>();
