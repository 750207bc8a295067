/** What the real-browser test loads: the renderer as the web client gets it, and the second lock by itself. */
import { renderMarkdown } from './render.ts';
import { sanitizeHtml } from './sanitize.ts';

Object.assign(globalThis, { renderMarkdown, sanitizeHtml });
