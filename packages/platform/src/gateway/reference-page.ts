/** Escapes text for HTML. */
const h = (text: unknown): string =>
  String(text ?? '').replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  );

interface Operation {
  operationId: string;
  summary: string;
  security: unknown[];
  requestBody: { content: { 'application/json': { schema: unknown } } };
  responses: Record<string, { description: string; content?: { 'application/json'?: { schema: unknown } } }>;
}

const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:15px/1.6 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
pre{overflow:auto;padding:.75rem;border:1px solid var(--line);border-radius:6px}
details{border-top:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer}summary code{font-weight:600}
nav a{margin-right:1rem}`;

function section(path: string, operation: Operation): string {
  const ok = operation.responses['200'];
  const errors = Object.entries(operation.responses).filter(([status]) => status !== '200');
  return `<details id="${h(operation.operationId)}"><summary><code>${h(operation.operationId)}</code> — ${h(operation.summary)}</summary>
<p><code>POST ${h(path)}</code>${operation.security.length === 0 ? ' · open to anyone' : ''}</p>
<h4>Input</h4><pre>${h(JSON.stringify(operation.requestBody.content['application/json'].schema, null, 2))}</pre>
<h4>Answer</h4><pre>${h(JSON.stringify(ok?.content?.['application/json']?.schema, null, 2))}</pre>
<h4>Errors</h4><ul>${errors.map(([status, r]) => `<li>${h(status)}<br>${h(r.description).replaceAll('\n', '<br>')}</li>`).join('')}</ul></details>`;
}

/** The API reference as one page without scripts, made from the OpenAPI description. */
export function referencePage(api: Record<string, unknown>): string {
  const paths = Object.entries(api.paths as Record<string, { post: Operation }>);
  const nouns = [...new Set(paths.map(([, p]) => p.post.operationId.split('.')[0]!))];
  const body = nouns
    .map((noun) => {
      const own = paths.filter(([, p]) => p.post.operationId.startsWith(`${noun}.`));
      return `<h2 id="${h(noun)}">${h(noun)}</h2>${own.map(([path, p]) => section(path, p.post)).join('')}`;
    })
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rapport API</title><style>${style}</style>
<h1>Rapport API</h1><p>Call a method with <code>POST /api/v1/&lt;name&gt;</code> and a JSON body, signed in by <code>Authorization: Bearer &lt;token&gt;</code>; queries also by GET.
The same calls go over the socket at <code>/api/v1/socket</code> as <code>{"id":1,"call":"&lt;name&gt;","input":{…}}</code>.
Machine-readable: <a href="/api/openapi.json">openapi.json</a>.</p>
<nav>${nouns.map((n) => `<a href="#${h(n)}">${h(n)}</a>`).join('')}</nav>${body}</html>`;
}
