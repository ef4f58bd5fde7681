// A real deployment whose ingest, viewer and worker run in this process as `reseal serve all` runs them, while commands of
// `reseal` change its keys.
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPostgres } from '@reseal/store/testing'
import { loadConfig } from '../../packages/cli/src/deployment/config.ts'
import { openDatabaseAccess } from '../../packages/cli/src/deployment/database-access.ts'
import { type RunningService, startService } from '../../packages/cli/src/deployment/services.ts'
import { freePortBase } from '../../packages/cli/test/free-ports.ts'
import type { InitKeys } from '../support/sealed-stream.ts'
import { type Deployment, openTestDeployment } from '../tamper/deployment.ts'

export const clinicOrigin = 'http://clinic.test'

/** Names of services. */
export type ServiceName = 'ingest' | 'viewer' | 'worker'

/** A deployment with running services. */
export interface RunningDeployment
  extends Pick<Deployment, 'data' | 'env' | 'reseal' | 'superuser' | 'verify'> {
  readonly ingestUrl: string
  readonly viewerUrl: string
  /** What pages of the app are given now. */
  init(): Promise<InitKeys>
  start(name: ServiceName): Promise<RunningService>
  /** Stops services that run. */
  halt(...names: readonly ServiceName[]): Promise<void>
  /** What a service says of itself to its operator. */
  readiness(name: ServiceName): Promise<{ readonly status: number; readonly sealingKeys?: string }>
  /** Signs someone in; the cookie. */
  signIn(name: string, role: string): Promise<string>
  request(path: string, options: { readonly cookie: string; readonly body?: object }): Promise<Response>
  stop(): Promise<void>
}

/** Makes one with the app `clinic` and settings of the environment's, and starts all services. */
export async function startDeployment(
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningDeployment> {
  const data = await mkdtemp(join(tmpdir(), 'reseal-rotation-'))
  const deployment = openTestDeployment(data, await startTestPostgres(), settings)
  const { reseal, env } = deployment
  const base = await freePortBase()
  const made = await reseal('init', '--app', 'clinic', '--origin', clinicOrigin, '--port', String(base))
  if (made.code !== 0) throw new Error(made.stderr)
  const config = { ...loadConfig(data, env), workerRoundMs: 50 }
  const access = await openDatabaseAccess(config)
  const running = new Map<ServiceName, RunningService>()
  const viewerUrl = `http://127.0.0.1:${base + 2}`

  async function start(name: ServiceName): Promise<RunningService> {
    const service = await startService(name, { config, access, log: () => {} })
    running.set(name, service)
    return service
  }

  async function halt(...names: readonly ServiceName[]): Promise<void> {
    for (const name of names) {
      await running.get(name)?.stop()
      running.delete(name)
    }
  }

  async function request(
    path: string,
    { cookie, body }: { readonly cookie: string; readonly body?: object },
  ): Promise<Response> {
    return fetch(`${viewerUrl}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        'sec-fetch-site': 'same-origin',
        origin: viewerUrl,
        'content-type': 'application/json',
        cookie,
      },
    })
  }

  await start('worker')
  await Promise.all([start('ingest'), start('viewer')])
  return {
    data,
    env,
    reseal,
    superuser: deployment.superuser,
    verify: deployment.verify,
    ingestUrl: `http://127.0.0.1:${base + 1}`,
    viewerUrl,
    init: async () => JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as InitKeys,
    start,
    halt,
    async readiness(name) {
      const answer = await fetch(`${running.get(name)?.operatorUrl ?? ''}/readyz`)
      return { ...((await answer.json()) as object), status: answer.status }
    },
    async signIn(name, role) {
      await reseal('user', 'add', '--name', name, '--role', role, '--app', 'clinic')
      const link = (await reseal('link', '--user', name)).stdout.trim()
      const answer = await request('/api/sign-in', {
        cookie: '',
        body: { token: new URL(link).hash.slice(1) },
      })
      if (answer.status !== 204) throw new Error(await answer.text())
      return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    },
    request,
    async stop() {
      await halt('viewer', 'ingest', 'worker')
      await access.stop()
      await deployment.stop()
    },
  }
}
