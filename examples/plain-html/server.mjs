// Serves this folder, the built recorder and, from the file given, the settings that `reseal init` wrote:
// node examples/plain-html/server.mjs <data folder>/init.json [port]
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const [settingsPath, port = '0'] = process.argv.slice(2)

if (settingsPath === undefined) {
  process.stderr.write('usage: node server.mjs <data folder>/init.json [port]\n')
  process.exit(2)
}
const recorderFolder = here('../../packages/recorder-sdk/dist/')
const settings = await readFile(settingsPath, 'utf8')
const files = new Map([
  ['/', { type: 'text/html', body: await readFile(here('index.html')) }],
  ['/intake.css', { type: 'text/css', body: await readFile(here('intake.css')) }],
  ['/intake.js', { type: 'text/javascript', body: await readFile(here('intake.js')) }],
  ['/reseal.json', { type: 'application/json', body: settings }],
])
// The recorder, and what it loads from beside itself; a deployment for patients leaves out reseal.inspector.js.
for (const name of await readdir(recorderFolder)) {
  if (!/^reseal\.\w+\.js$/.test(name)) continue
  files.set(`/${name}`, { type: 'text/javascript', body: await readFile(`${recorderFolder}${name}`) })
}
// All that the recorder needs of a policy is one source to connect to.
const policy = `default-src 'self'; connect-src 'self' ${new URL(JSON.parse(settings).endpoint).origin}`

const server = createServer((request, response) => {
  // The recorder names the version of a file in the query.
  const file = files.get(new URL(request.url ?? '/', 'http://example').pathname)
  if (file === undefined) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': `${file.type}; charset=utf-8`,
    'Content-Security-Policy': policy,
  })
  response.end(file.body)
})
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`)
})
