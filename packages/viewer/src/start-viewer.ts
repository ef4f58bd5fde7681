// Starts the viewer: two listeners, so that recorded content is never on the origin that has the cookie
// (design.md §8).
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { type Listener, type ListenerLimits, startListener } from '@reseal/listener'
import { createApp } from './app.ts'
import { parseViewerConfig, type ViewerConfigInput } from './config.ts'
import { createViewerDeps, type ViewerParts } from './deps.ts'
import { type Readiness, readReadiness } from './health/health.routes.ts'
import { createReplayOrigin } from './web-app/replay-origin.ts'
import { loadStaticFiles } from './web-app/static-files.ts'

/** A running viewer. */
export interface RunningViewer {
  /** Origin of the viewer. */
  readonly url: string
  /** Port that the viewer's own listener has; behind a proxy its origin names another. */
  readonly port: number
  /** Origin of the replay frame. */
  readonly replayUrl: string
  /** Port of its listener. */
  readonly replayPort: number
  /** Counters in Prometheus' text format. */
  metrics(): Promise<string>
  /** Whether a balancer may send requests. */
  readiness(): Promise<Readiness>
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

// People, not recorders: a browser holds six connections to each origin, and an office may share an address.
const limits: Partial<ListenerLimits> = {
  maxConnections: 2000,
  maxConnectionsPerAddress: 1000,
  requestTimeoutMs: 30_000,
}
const stopTimeoutMs = 5000

/**
 * Starts the viewer and resolves once both origins answer.
 * @throws ViewerError `bad_configuration`; ListenerError off loopback without TLS, and where the certificate is none; Node's error where a port cannot be bound
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
  const [listeners, viewers, replays]: [Listener[], Listener[], Listener[]] = [[], [], []]
  const listen = async (host: string, port: number): Promise<Listener> => {
    const { tls, trustedProxies } = config
    const onCertificateRefused = (code: string): void =>
      parts.log?.({ level: 'error', event: 'certificate', code })
    const transport = { host, port, tls, trustedProxyHops: trustedProxies }
    const listener = await startListener({ ...transport, limits, onCertificateRefused })
    listeners.push(listener)
    return listener
  }
  const onOtherLoopback = (port: number): Promise<Listener[]> => ifPresent(listen('::1', port))
  const stopListening = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.stop(stopTimeoutMs)))
  }
  try {
    const viewer = await listen(config.host, config.port)
    viewers.push(viewer)
    if (isLocalhost(config.publicOrigin)) viewers.push(...(await onOtherLoopback(viewer.port)))
    const replay = await listen(config.host, config.replayPort)
    replays.push(replay)
    const isReplayLocalhost = config.replayOrigin === undefined && !isLocalhost(config.publicOrigin)
    if (isReplayLocalhost) replays.push(...(await onOtherLoopback(replay.port)))
  } catch (error) {
    await stopListening()
    throw error
  }
  const [viewer] = viewers
  const scheme = config.tls === undefined ? 'http' : 'https'
  const publicOrigin = config.publicOrigin ?? `${scheme}://127.0.0.1:${viewer?.port}`
  // Cookies know no ports, but they know hosts: under another name of this machine the viewer's never arrives.
  const replayHost = isLocalhost(publicOrigin) ? '127.0.0.1' : 'localhost'
  const replayOrigin = config.replayOrigin ?? `${scheme}://${replayHost}:${replays[0]?.port}`
  let leaving = false
  const deps = createViewerDeps(config, parts, {
    publicOrigin,
    replayOrigin,
    webApp,
    isLeaving: () => leaving,
  })
  const answer = answerBy(createApp(deps).fetch)
  for (const each of viewers) each.serve(answer, sendTo(publicOrigin))
  const { fetch } = createReplayOrigin({ publicOrigin, replayOrigin, files: replayFrame })
  for (const replay of replays) replay.serve(answerBy(fetch), sendTo(replayOrigin))
  return {
    url: publicOrigin,
    port: viewer?.port ?? config.port,
    replayUrl: replayOrigin,
    replayPort: replays[0]?.port ?? config.replayPort,
    metrics: deps.metrics.text,
    readiness: () => readReadiness(deps),
    announceStop: () => {
      leaving = true
    },
    stop: async () => {
      await stopListening()
      deps.keyWatch.stop()
      deps.openers.clear()
    },
  }
}

function besideThisFile(folder: string): string {
  return fileURLToPath(new URL(`./${folder}`, import.meta.url))
}

function answerBy(fetch: Parameters<typeof getRequestListener>[0]): RequestListener {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false })
  return (incoming, outgoing) => void answer(incoming, outgoing)
}

/** Sends a person who reached the proxy in front without TLS to the right address, and refuses everything else. */
function sendTo(origin: string): RequestListener {
  return ({ method, url }, response) => {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(426, { Upgrade: 'TLS/1.2', Connection: 'Upgrade, close' }).end()
      return
    }
    const path = url?.startsWith('/') ? url : '/'
    response.writeHead(308, { Location: `${origin}${path}`, 'Cache-Control': 'no-store' }).end()
  }
}

/**
 * `localhost` may mean either loopback address. Left free, another program could take the one that browsers try first,
 * and be handed replays in the frame's name. A machine without IPv6 has nothing to take.
 */
async function ifPresent(listening: Promise<Listener>): Promise<Listener[]> {
  try {
    return [await listening]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error
    return []
  }
}

function isLocalhost(origin: string | undefined): boolean {
  return origin !== undefined && new URL(origin).hostname === 'localhost'
}
