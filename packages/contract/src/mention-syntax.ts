/**
 * Mentions inside a message's Markdown: `<@user>` a person, `<!all>` everybody in the conversation, `<@&department>` a
 * department, `<#conversation>` a link to a conversation. Inside code they are plain text.
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const mention = new RegExp(`<@(${uuid})>|<@&(${uuid})>|<!(all)>`, 'g');
const code = /(`{3,})[\s\S]*?(?:\1|$)|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/g;

export interface Mentions {
  users: string[];
  departments: string[];
  all: boolean;
}

/** The people and audiences a text mentions, each once, code left out. */
export function mentionsOf(text: string): Mentions {
  const found: Mentions = { users: [], departments: [], all: false };
  if (!text.includes('<@') && !text.includes('<!')) return found;
  const users = new Set<string>();
  const departments = new Set<string>();
  for (const m of text.replace(code, ' ').matchAll(mention)) {
    if (m[1]) users.add(m[1]);
    else if (m[2]) departments.add(m[2]);
    else found.all = true;
  }
  return { users: [...users], departments: [...departments], all: found.all };
}
