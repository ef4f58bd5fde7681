// Serves the built example, its requests (one fails; two are only asked by planted bugs), and the recorder's settings.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

const plans = [
  { id: 'cedar-silver', name: 'Cedar PPO Silver' },
  { id: 'cedar-gold', name: 'Cedar PPO Gold' },
  { id: 'harbor-bronze', name: 'Harbor HMO Bronze' },
  { id: 'state-children', name: 'State Children’s Plan' },
]

const histories = {
  2041877: {
    tests: ['Hemoglobin A1c', 'LDL cholesterol', 'Creatinine', 'Potassium', 'TSH', 'Ferritin'],
    tookMs: 2_500,
  },
  2043310: { tests: ['Hemoglobin A1c', 'Creatinine'], tookMs: 100 },
  2044052: { tests: ['Creatinine', 'Potassium'], tookMs: 100 },
  2044907: { tests: ['Potassium', 'TSH', 'Creatinine'], tookMs: 100 },
}

/**
 * @param {{ port?: number, host?: string, resealConfig?: object, distDir?: string }} [options]
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startClinic(options = {}) {
  const { port = 0, host = '127.0.0.1', resealConfig, distDir = join(import.meta.dirname, 'dist') } = options
  const server = createServer((request, response) => {
    answer({ request, response, resealConfig, distDir }).catch(() => send(response, 500, { error: 'failed' }))
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(undefined))
  })
  const address = server.address()
  const listeningPort = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined))
        server.closeAllConnections()
      }),
  }
}

async function answer({ request, response, resealConfig, distDir }) {
  const { pathname } = new URL(request.url ?? '/', 'http://clinic.invalid')
  if (request.method === 'POST') {
    request.resume()
    if (pathname === '/api/intake') return send(response, 500, { error: 'intake_store_unavailable' })
    if (pathname === '/api/drafts') return send(response, 201, { saved: true })
    return send(response, 404, { error: 'not_found' })
  }
  // As a server that was never taught to update a draft.
  if (request.method === 'PUT' && pathname === '/api/drafts') {
    request.resume()
    return send(response, 500, { error: 'draft_version_missing' })
  }
  if (pathname === '/reseal.json') {
    return resealConfig === undefined
      ? send(response, 404, { error: 'not_configured' })
      : send(response, 200, resealConfig)
  }
  if (pathname === '/api/plans') return send(response, 200, plans)
  const [, patientId] = /^\/api\/patients\/(\d+)\/results$/.exec(pathname) ?? []
  if (patientId !== undefined) return sendResults(response, patientId)
  if (pathname.startsWith('/api/')) return send(response, 404, { error: 'not_found' })
  // Source maps are for `reseal sourcemaps upload`, not for whoever opens the page.
  if (pathname.endsWith('.map')) return send(response, 404, { error: 'not_found' })
  return sendFile(response, distDir, pathname)
}

// A long history takes its time, a short one does not.
async function sendResults(response, patientId) {
  const { tests, tookMs } = histories[patientId] ?? { tests: [], tookMs: 0 }
  await sleep(tookMs)
  const rest = { value: '–', unit: '', range: '', collected: 'Nov 18', flag: 'normal' }
  send(
    response,
    200,
    tests.map((test) => ({ test, ...rest })),
  )
}

async function sendFile(response, distDir, pathname) {
  const wanted = normalize(join(distDir, decodePath(pathname)))
  const inside = wanted.startsWith(distDir + sep)
  const path = inside && (await isFile(wanted)) ? wanted : join(distDir, 'index.html')
  if (!(await isFile(path))) return send(response, 503, { error: 'not_built' })
  response.writeHead(200, {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  })
  createReadStream(path).pipe(response)
}

function decodePath(pathname) {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return '/'
  }
}

async function isFile(path) {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
