// Serves one page with the script-tag recorder under a strict content security policy.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { builtRecorder } from './built-recorder.ts'

export interface PageServerOptions {
  /** Other pages by path, HTML; a path that ends in `*` is that of whatever begins so. */
  readonly pages?: Readonly<Record<string, string>>
}

export interface PageServer {
  readonly url: string
  stop(): Promise<void>
}

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Intake CANARY-TITLE</title></head>
<body>
<h1>Intake of CANARY-NAME</h1>
<form><label>Name <input id="name" value="CANARY-VALUE"></label><button type="button" id="add">Add</button></form>
<ul id="list"></ul>
<script src="/reseal.iife.js"></script>
<script src="/page.js"></script>
</body>
</html>`

const pageScript = `
document.getElementById('add').addEventListener('click', () => {
  const item = document.createElement('li')
  item.textContent = 'CANARY-ITEM'
  document.getElementById('list').append(item)
})
window.violations = []
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
window.errors = []
window.start = (options) => {
  window.recorder = Reseal.init({ onError: (error) => errors.push(error.code), ...options })
}
const stored = sessionStorage.getItem('options')
if (stored !== null) start(JSON.parse(stored))
`

/** Serves the recorder and the page; `connectSource` is the ingest that the policy allows. */
export async function startPageServer(
  connectSource: string,
  { pages = {} }: PageServerOptions = {},
): Promise<PageServer> {
  const files = new Map([
    ['/', ['text/html', page]],
    ['/other', ['text/html', '<!doctype html><title>Other</title><p>Other page</p>']],
    ['/slow', ['text/html', '<!doctype html><title>Slow</title><p>Slow page</p>']],
    ['/page.js', ['text/javascript', pageScript]],
  ])
  // The recorder, and its chunks beside it.
  for (const [name, script] of await builtRecorder()) files.set(`/${name}`, ['text/javascript', script])
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '', 'http://page').pathname
    const other = Object.keys(pages).find((one) =>
      one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one,
    )
    const html = other?.endsWith('.js') ? 'text/javascript' : 'text/html'
    const [type, body] = files.get(path) ?? (other === undefined ? [] : [html, pages[other]])
    if (type === undefined) {
      response.writeHead(404).end()
      return
    }
    // Time that a page has between the start of a navigation and its end.
    if (request.url === '/slow') await new Promise((resolve) => setTimeout(resolve, 1_000))
    response.writeHead(200, {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Security-Policy': `default-src 'self'; connect-src ${connectSource}`,
      // A page that may not be stored does not come back from the back/forward cache either.
      'Cache-Control': path.startsWith('/cached') ? 'no-cache' : 'no-store',
    })
    response.end(body)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
