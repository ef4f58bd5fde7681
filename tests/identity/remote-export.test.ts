// `reseal export --url`: the command against the real viewer on a socket, with a token that the viewer made.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveFixture } from '../../packages/viewer/test/serve-fixture.ts'
import { startViewerFixture, type ViewerFixture } from '../../packages/viewer/test/viewer-fixture.ts'
import { freePortBase, runReseal } from '../support/demo-process.ts'

let viewer: ViewerFixture
let server: { stop(): void }
let url: string
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-remote-'))
  const port = await freePortBase()
  url = `http://127.0.0.1:${port}`
  viewer = await startViewerFixture({ publicOrigin: url, config: { anchorMaxAgeMs: 24 * 3_600_000 } })
  server = await serveFixture(viewer, port)
})
afterAll(async () => {
  server?.stop()
  await viewer?.stop()
  await rm(folder, { recursive: true, force: true })
})

it('writes the session’s events with a token, and says why it does not', async () => {
  const recorded = await viewer.record()
  const cookie = await viewer.signInAs('officer-1', ['privacy-officer'])
  const order = { name: 'warehouse', apps: ['clinic'], purposes: ['quality'], days: 1 }
  const made = await viewer.post('/api/service-tokens', order, { cookie })
  const { token } = (await made.json()) as { token: string }
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, `${token}\n`, { mode: 0o600 })
  const command = ['export', '--url', url, '--token-file', tokenFile, '--session', recorded.session]
  const exported = await runReseal([...command, '--purpose', 'quality'])
  expect([exported.code, exported.stderr]).toEqual([0, ''])
  const times = exported.stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { timestamp: number }).timestamp)
  expect(times).toEqual(recorded.segments.flatMap(({ startMs }) => [startMs, startMs + 100]))
  const refused = await runReseal([...command, '--purpose', 'incident'])
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('purpose_not_allowed')
  expect(refused.stderr).not.toContain(token)
})
