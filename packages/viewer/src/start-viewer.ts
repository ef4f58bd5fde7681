// Starts the viewer: two listeners, so that recorded content is never on the origin that has the cookie
// (design.md §8).
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import { parseViewerConfig, type ViewerConfigInput } from './config.ts'
import { createViewerDeps, type ViewerParts } from './deps.ts'
import { isReady } from './health/health.routes.ts'
import { createReplayOrigin } from './web-app/replay-origin.ts'
import { loadStaticFiles } from './web-app/static-files.ts'

/** A running viewer. */
export interface RunningViewer {
  /** Origin of the viewer. */
  readonly url: string
  /** Origin of the replay frame. */
  readonly replayUrl: string
  /** Counters in Prometheus' text format. */
  metrics(): Promise<string>
  /** Whether a balancer may send requests. */
  isReady(): Promise<boolean>
  /** Is not ready from now on, and still answers: a balancer gets the time to notice. */
  announceStop(): void
  /** Takes no more requests, lets those under way end, and forgets all keys. */
  stop(): Promise<void>
}

/** Folders of the built web app and replay frame, where they are not beside this file. */
export interface BundleFolders {
  readonly webApp?: string
  readonly replayFrame?: string
}

const headersTimeoutMs = 10_000
const requestTimeoutMs = 30_000
const stopTimeoutMs = 5000

/**
 * Starts the viewer and resolves once both origins answer.
 * @throws ViewerError `bad_configuration`; Node's error where a port cannot be bound
 */
export async function startViewer(
  input: ViewerConfigInput,
  parts: ViewerParts,
  folders: BundleFolders = {},
): Promise<RunningViewer> {
  const config = parseViewerConfig(input)
  const [webApp, replayFrame] = await Promise.all([
    loadStaticFiles(folders.webApp ?? besideThisFile('web')),
    loadStaticFiles(folders.replayFrame ?? besideThisFile('replay-frame')),
  ])
  const [viewer, replay, replayOnIpv6] = [createHttpServer(), createHttpServer(), createHttpServer()]
  const servers = [viewer, replay, replayOnIpv6]
  try {
    await listen(viewer, config.port, config.host)
    await listen(replay, config.replayPort, config.host)
    if (config.replayOrigin === undefined) await listenIfPresent(replayOnIpv6, portOf(replay), '::1')
  } catch (error) {
    await Promise.all(servers.map(close))
    throw error
  }
  const publicOrigin = config.publicOrigin ?? `http://127.0.0.1:${portOf(viewer)}`
  // Cookies know no ports, but they know hosts: under another name of this machine the viewer's never arrives.
  const replayOrigin = config.replayOrigin ?? `http://localhost:${portOf(replay)}`
  let leaving = false
  const deps = createViewerDeps(config, parts, {
    publicOrigin,
    replayOrigin,
    webApp,
    isLeaving: () => leaving,
  })
  serve(viewer, createApp(deps).fetch)
  const { fetch } = createReplayOrigin({ publicOrigin, replayOrigin, files: replayFrame })
  serve(replay, fetch)
  serve(replayOnIpv6, fetch)
  return {
    url: publicOrigin,
    replayUrl: replayOrigin,
    metrics: deps.metrics.text,
    isReady: () => isReady(deps),
    announceStop: () => {
      leaving = true
    },
    stop: async () => {
      await Promise.all(servers.map(close))
      deps.openers.clear()
    },
  }
}

function besideThisFile(folder: string): string {
  return fileURLToPath(new URL(`./${folder}`, import.meta.url))
}

function createHttpServer(): Server {
  return createServer({ headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs })
}

function serve(server: Server, fetch: Parameters<typeof getRequestListener>[0]): void {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false })
  server.on('request', (incoming, outgoing) => void answer(incoming, outgoing))
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/**
 * `localhost` may mean either loopback address. Left free, another program could take the one that browsers try first,
 * and be handed replays in the frame's name. A machine without IPv6 has nothing to take.
 */
async function listenIfPresent(server: Server, port: number, host: string): Promise<void> {
  try {
    await listen(server, port, host)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), stopTimeoutMs)
  await promise
  clearTimeout(timer)
}
