import createDOMPurify, { type Config } from 'dompurify';

const tags = 'p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a span table thead tbody tr th td';
const attributes = ['href', 'rel', 'target', 'title', 'class', 'start'];
const mentions = ['data-user', 'data-department', 'data-conversation', 'data-all'];

const config: Config = {
  ALLOWED_TAGS: [...tags.split(' '), '#text'],
  ALLOWED_ATTR: [...attributes, ...mentions],
  // Everything but href is checked against the address pattern too, unless named here.
  ADD_URI_SAFE_ATTR: ['rel', 'target', 'start', ...mentions],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|tel:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
};

// An instance of its own: hooks on the shared one would change what others sanitise.
const purify = createDOMPurify.isSupported ? createDOMPurify(window) : undefined;
purify?.addHook('uponSanitizeAttribute', (_node, attribute) => {
  // An empty address passes every pattern, and leads back to this very page.
  if (attribute.attrName === 'href' && attribute.attrValue.trim() === '') attribute.keepAttr = false;
});

/**
 * The second lock behind the renderer, whose output is already free of foreign HTML. Where there is no DOM (tests, server)
 * the renderer stands alone.
 */
export const sanitizeHtml = (html: string): string => (purify ? purify.sanitize(html, config) : html);
