import highlighter from 'highlight.js/lib/common';
import './code-colours.css';

/** Code as HTML with spans for its parts; the text itself is escaped. */
export const colouredHtml = (text: string, language: string): string =>
  highlighter.getLanguage(language) ? highlighter.highlight(text, { language, ignoreIllegals: true }).value : escaped(text);

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
