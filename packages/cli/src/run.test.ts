// The command line as a function: help, usage errors, and init in a folder of its own.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRegistry } from './commands/registry.ts'
import { runReseal } from './run.ts'

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

let folder: string
let env: Record<string, string> = {}

async function reseal(...words: string[]): Promise<Result> {
  let stdout = ''
  let stderr = ''
  const code = await runReseal(words, {
    env,
    cwd: folder,
    stdout: { isTerminal: false, write: async (text) => void (stdout += text) },
    stderr: { isTerminal: false, write: async (text) => void (stderr += text) },
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  })
  return { code, stdout, stderr }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-cli-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What these tests read of a line of `audit export --format jsonl`. */
interface ExportedLine {
  readonly index: number
  readonly event: {
    readonly action: string
    readonly change?: { readonly setting: string }
    readonly target?: { readonly app?: string; readonly user?: string }
  }
}

describe('help', () => {
  test.each(commandRegistry.map(({ name }) => name))('explains reseal %s', async (name) => {
    const { code, stdout, stderr } = await reseal(...name.split(' '), '--help')
    expect(stdout).toContain(`Usage: reseal ${name}`)
    expect(stdout).toContain('--help')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect((await reseal('help', ...name.split(' '))).stdout).toBe(stdout)
  })

  test('lists every command', async () => {
    const { code, stdout } = await reseal('--help')
    for (const { name } of commandRegistry) expect(stdout).toContain(`  ${name} `)
    expect(code).toBe(0)
  })

  test('prints the version', async () => {
    expect(await reseal('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' })
  })
})

describe('usage errors', () => {
  test.each([
    [['verfy'], 'Did you mean "reseal verify"?'],
    [['audit', 'exprot'], 'Did you mean "reseal audit export"?'],
    [['audit'], 'reseal audit export'],
    [['frobnicate'], 'reseal --help'],
    [['serve'], 'ingest, viewer, worker, all'],
    [['serve', 'ingets'], 'Did you mean ingest?'],
    [['verify', '--jsno'], 'Did you mean --json?'],
    [['verify', 'now'], '"now" is one word too many'],
    [['export', '--session', '018f3c1e-7d2a-7c3b-9d4e-5f6071829304', '--format', 'rrweb'], '--purpose'],
    [
      ['export', '--session', 'x', '--format', 'rrweb', '--purpose', 'curiosity'],
      '--purpose takes one of debugging',
    ],
    [['export', '--session', 'x', '--format', 'rrweb', '--purpose', 'incident'], 'UUID'],
    [['audit', 'export', '--format', 'xml'], 'jsonl, csv'],
    [['link', '--user', 'a', '--minutes', '0'], '--minutes'],
    [['demo', '--port', 'http'], '--port takes a number'],
    [['init', '--origin', 'portal.example.org'], 'such as https://portal.example.org'],
  ])('reseal %j ends with status 2 and says what to write instead', async (words, advice) => {
    const { code, stdout, stderr } = await reseal(...words)
    expect(stderr).toContain(advice)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  test('without any word the overview goes to standard error', async () => {
    const { code, stdout, stderr } = await reseal()
    expect(stderr).toContain('Usage: reseal <command>')
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

describe('a deployment', () => {
  let postgres: TestPostgres
  let data: string

  beforeAll(async () => {
    postgres = await startTestPostgres()
    data = join(folder, 'deployment')
    env = {
      RESEAL_DATA: data,
      RESEAL_DATABASE_URL: postgres.connectionString('owner'),
      RESEAL_INGEST_DATABASE_URL: postgres.connectionString('ingest'),
      RESEAL_VIEWER_DATABASE_URL: postgres.connectionString('viewer'),
      RESEAL_WORKER_DATABASE_URL: postgres.connectionString('worker'),
    }
  })

  afterAll(() => postgres.stop())

  test('is asked for before any other command', async () => {
    const { code, stderr } = await reseal('verify')
    expect(stderr).toContain('reseal init')
    expect(code).toBe(1)
  })

  test('is made once, with keys that only its owner reads', async () => {
    const made = await reseal('init', '--app', 'portal', '--origin', 'https://portal.example.org')
    expect(made.stderr).toBe('')
    expect(made.stdout).toMatch(/app key +rsl_[A-Za-z0-9_-]{22}\n/)
    expect(made.stdout).toMatch(/audit log +reseal-[0-9a-f]{12}\/audit\+[0-9a-f]{8}\+/)
    expect(made.code).toBe(0)
    for (const name of ['sealing', 'receipt', 'checkpoint']) {
      const { mode } = await stat(join(data, 'keys', `${name}.json`))
      expect(mode & 0o777).toBe(0o600)
    }
    for (const name of ['keys', 'objects', 'anchor']) {
      const { mode } = await stat(join(data, name))
      expect(mode & 0o777).toBe(0o700)
    }
    const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as Record<string, string>
    expect(Object.keys(init)).toEqual(['endpoint', 'appKey', 'sealingKey', 'receiptKey', 'viewerUrl'])
  })

  test('is not made again over itself', async () => {
    const before = await readFile(join(data, 'keys', 'sealing.json'), 'utf8')
    const config = await readFile(join(data, 'config.json'), 'utf8')
    const { code, stderr } = await reseal('init')
    expect(stderr).toContain('never overwritten')
    expect(code).toBe(1)
    expect(await readFile(join(data, 'keys', 'sealing.json'), 'utf8')).toBe(before)
    expect(await readFile(join(data, 'config.json'), 'utf8')).toBe(config)
  })

  test('is not made over keys whose configuration is gone', async () => {
    const config = join(data, 'config.json')
    const text = await readFile(config, 'utf8')
    await rm(config)
    const { code, stderr } = await reseal('init')
    expect(stderr).toContain('sealing.json exists')
    expect(code).toBe(1)
    await writeFile(config, text)
  })

  test('is migrated without change when it is current', async () => {
    expect(await reseal('migrate')).toMatchObject({
      code: 0,
      stdout: 'nothing to do: the database is current\n',
    })
  })

  test('takes further apps and users, and makes links for them', async () => {
    const added = await reseal('app', 'add', '--id', 'kiosk', '--origin', 'http://localhost:8080')
    expect(added.stderr).toBe('')
    expect(added.stdout).toContain('appKey')
    expect((await reseal('app', 'add', '--id', 'kiosk', '--origin', 'http://localhost:8080')).code).toBe(2)
    expect((await reseal('app', 'list')).stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'kiosk',
      'portal',
      '',
    ])
    expect(
      (await reseal('user', 'add', '--name', 'Ana Ruiz', '--role', 'engineer', '--app', 'kiosk')).code,
    ).toBe(0)
    const link = await reseal('link', '--user', 'Ana Ruiz')
    expect(link.stdout).toMatch(/^http:\/\/127\.0\.0\.1:4402\/sign-in#[A-Za-z0-9_-]{43}\n$/)
    const unknown = await reseal('link', '--user', 'Ana')
    expect(unknown.stderr).toContain('There are: Ana Ruiz.')
    expect(unknown.code).toBe(1)
  })

  test('publishes rule sets, each with an event, and shows the newest', async () => {
    const file = join(folder, 'rules.json')
    const rules = { version: '2026-11', allow: [{ id: 'headings', selector: 'h1' }] }
    await writeFile(file, JSON.stringify(rules))
    const none = await reseal('rules', 'show', '--app', 'kiosk')
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toContain('No rule set was published')
    const published = await reseal('rules', 'publish', '--app', 'kiosk', '--file', file)
    expect(published.stderr).toBe('')
    expect(published.stdout).toMatch(/^from now on kiosk is read by rule set 2026-11 \([0-9a-f]{64}\)\n$/)
    const again = await reseal('rules', 'publish', '--app', 'kiosk', '--file', file, '--json')
    const reply = JSON.parse(again.stdout) as Record<string, unknown>
    expect(reply).toMatchObject({ app: 'kiosk', version: '2026-11', rules })
    expect(published.stdout).toContain(reply['sha256'])
    expect(reply['publishedBy']).toBe(userInfo().username)
    const shown = await reseal('rules', 'show', '--app', 'kiosk')
    expect(JSON.parse(shown.stdout)).toMatchObject(rules)
  })

  test('has a looser set wait for a privacy officer, and says what it would show', async () => {
    const file = join(folder, 'looser.json')
    const allow = [
      { id: 'headings', selector: 'h1' },
      { id: 'notices', selector: 'p' },
    ]
    await writeFile(file, JSON.stringify({ version: '2026-12', allow }))
    const words = ['rules', 'publish', '--app', 'kiosk', '--file', file]
    const pending = await reseal(...words)
    expect(pending.stderr).toBe('')
    expect(pending.stdout).toContain('waits for a privacy officer')
    expect(pending.stdout).toContain('allow notices')
    expect(JSON.parse((await reseal(...words, '--json')).stdout)).toMatchObject({ state: 'pending' })
    const shown = await reseal('rules', 'show', '--app', 'kiosk')
    expect(JSON.parse(shown.stdout)).toMatchObject({ version: '2026-11' })
  })

  test('publishes the manifest of a release, by the hash that pages name', async () => {
    const file = join(folder, 'reseal.manifest.json')
    const texts = [{ text: 'Next appointment', decision: 'allow', from: ['src/app.tsx'] }]
    await writeFile(file, JSON.stringify({ version: 1, texts }))
    const words = ['rules', 'publish', '--app', 'kiosk', '--manifest', file]
    expect((await reseal(...words)).stderr).toContain('--release')
    const published = await reseal(...words, '--release', '1.4.0')
    expect(published.stderr).toBe('')
    expect(published.stdout).toMatch(/^release 1\.4\.0 of kiosk may show 1 static texts \([0-9a-f]{64}\)\n$/)
    const accepted = await reseal('rules', 'accept', 'registered', '--app', 'kiosk')
    expect(accepted.stdout).toBe('from now on kiosk may record under published rules only\n')
  })

  test('refuses rules that are none, with the place and what to write there', async () => {
    const file = join(folder, 'wrong.json')
    for (const [text, advice] of [
      ['{', 'is not JSON'],
      ['{"allow":[{"id":"A","selector":"h1"}]}', 'allow[0].id'],
      ['{"alow":[]}', 'is no rule set'],
    ] as const) {
      await writeFile(file, text)
      const { code, stderr } = await reseal('rules', 'publish', '--app', 'kiosk', '--file', file)
      expect(stderr).toContain(advice)
      expect(code).toBe(2)
    }
    expect((await reseal('rules', 'publish', '--app', 'kiosk', '--file', 'nowhere.json')).code).toBe(2)
    await writeFile(file, '{}')
    const unknown = await reseal('rules', 'publish', '--app', 'kios', '--file', file)
    expect(unknown.stderr).toContain('There is no app "kios"')
    expect(unknown.code).toBe(1)
  })

  test('exports its audit log as JSON Lines and CSV, each export an event of its own', async () => {
    const lines = (await reseal('audit', 'export', '--format', 'jsonl')).stdout.trim().split('\n')
    const events = lines.map((line) => JSON.parse(line) as ExportedLine)
    expect(events.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    expect(events.map(({ event }) => [event.action, event.change?.setting, event.target?.app])).toEqual([
      ['key.create', 'key.checkpoint', undefined],
      ['key.create', 'key.receipt', undefined],
      ['key.create', 'key.sealing', undefined],
      ['configuration.change', 'app', 'portal'],
      ['configuration.change', 'app', 'kiosk'],
      ['user.add', undefined, undefined],
      ['user.link', undefined, undefined],
      ['configuration.change', 'rules', 'kiosk'],
      // Who published it was shown.
      ['audit.read', undefined, 'kiosk'],
      ['configuration.change', 'rules', 'kiosk'],
      ['configuration.change', 'manifest', 'kiosk'],
      ['configuration.change', 'rules.accept', 'kiosk'],
      ['audit.export', undefined, undefined],
    ])
    const added = events[5]?.event.target
    expect(added).toEqual({ user: 'Ana Ruiz', roles: ['engineer'], apps: ['kiosk'] })
    expect(events.at(-1)?.event.action).toBe('audit.export')
    const csv = (await reseal('audit', 'export', '--format', 'csv')).stdout.trim().split('\r\n')
    expect(csv).toHaveLength(15)
    expect(csv[0]?.split(',').slice(0, 3)).toEqual(['index', 'time', 'action'])
  })

  test('writes an export to a new file of its owner, never over another', async () => {
    const file = join(folder, 'audit.csv')
    expect((await reseal('audit', 'export', '--format', 'csv', '-o', file)).code).toBe(0)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const again = await reseal('audit', 'export', '--format', 'csv', '-o', file)
    expect(again.stderr).toContain('is not overwritten')
    expect(again.code).toBe(2)
  })

  test('bounds an app and refuses its parcels, each with an event, and shows both', async () => {
    const limited = await reseal('app', 'limit', '--id', 'kiosk', '--bytes-per-day', '50GiB')
    expect(limited).toMatchObject({ code: 0, stdout: 'ingest takes 50 GiB a day of kiosk from now on\n' })
    const refused = await reseal('app', 'parcels', '--id', 'kiosk', 'refuse', '--json')
    expect(JSON.parse(refused.stdout)).toEqual({ app: 'kiosk', parcelsRefused: true })
    const listed = await reseal('app', 'list')
    expect(listed.stdout).toMatch(/^kiosk .* today: 0 bytes of 50 GiB {2}parcels refused$/m)
    const json = JSON.parse((await reseal('app', 'list', '--json')).stdout) as Record<string, unknown>[]
    expect(json[0]).toMatchObject({
      id: 'kiosk',
      limits: { dailyQuotaBytes: 50 * 2 ** 30, parcelsRefused: true },
      today: { parcels: 0, bytes: 0 },
    })
    await reseal('app', 'limit', '--id', 'kiosk', '--bytes-per-day', 'none')
    await reseal('app', 'parcels', '--id', 'kiosk', 'take')
    expect((await reseal('app', 'list')).stdout).toMatch(/^kiosk .* today: 0 bytes$/m)
    const log = (await reseal('audit', 'export', '--format', 'jsonl')).stdout
    const lines = log
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as ExportedLine).event)
    expect(
      lines.flatMap(({ change }) => (/limit|parcels/u.test(change?.setting ?? '') ? change : [])),
    ).toEqual([
      { setting: 'app.limit', from: 'none', to: '53687091200' },
      { setting: 'app.parcels', from: 'take', to: 'refuse' },
      { setting: 'app.limit', from: '53687091200', to: 'none' },
      { setting: 'app.parcels', from: 'refuse', to: 'take' },
    ])
    expect((await reseal('app', 'limit', '--id', 'kiosk', '--bytes-per-day', '50GB')).code).toBe(2)
    expect((await reseal('app', 'parcels', '--id', 'absent', 'refuse')).stderr).toContain('reseal app list')
  })

  test('erases a person from its audit log, which verifies as before and does not say whom', async () => {
    const erase = (...words: string[]) => reseal('audit', 'erase', '--subject', 'Ana Ruiz', ...words)
    expect((await erase()).stderr).toContain('--dry-run')
    const looked = JSON.parse((await erase('--dry-run', '--json')).stdout)
    expect(looked).toEqual({ events: 2, values: 2, users: 1, erased: false })
    expect((await reseal('audit', 'export', '--format', 'jsonl')).stdout).toContain('Ana Ruiz')
    const { stdout } = await erase('--yes', '--ticket', 'DSR-7')
    expect(stdout).toBe('erased 2 clear values of 2 events; the user is removed and may sign in no more\n')
    const log = (await reseal('audit', 'export', '--format', 'jsonl')).stdout
    expect(log).not.toContain('Ana Ruiz')
    const events = log
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as ExportedLine).event)
    expect(events.at(-2)).toMatchObject({ action: 'audit.erase', extent: { events: 2, values: 2 } })
    expect((await reseal('link', '--user', 'Ana Ruiz')).stderr).toContain('may sign in')
    const verified = JSON.parse((await reseal('verify', '--json')).stdout) as object
    expect(verified).toMatchObject({ problems: [] })
    for (const words of [[], ['--subject', 'x', '--leaf', '1'], ['--leaf', 'x']])
      expect((await reseal('audit', 'erase', '--dry-run', ...words)).code).toBe(2)
  })

  test('does not start off loopback without TLS, and says what to write', async () => {
    env = { ...env, RESEAL_HOST: '0.0.0.0' }
    const { code, stderr } = await reseal('serve', 'ingest')
    expect(code).toBe(1)
    expect(stderr).toContain('RESEAL_TLS_CERT_FILE')
    expect(stderr).toContain('RESEAL_TRUSTED_PROXY_HOPS=1')
    const { RESEAL_HOST: _, ...rest } = env
    const far = { ...rest, RESEAL_INGEST_DATABASE_URL: 'postgresql://reseal_ingest:secret@db.example/reseal' }
    env = far
    const database = await reseal('serve', 'ingest')
    expect(database.stderr).toContain('sslmode=verify-full')
    expect(database.stderr).not.toContain('secret')
    env = { ...rest, RESEAL_S3_BUCKET: 'batches', RESEAL_S3_ENDPOINT: 'http://s3.example' }
    expect((await reseal('serve', 'ingest')).stderr).toContain('https://')
    env = rest
  })

  test('has no session that was never recorded', async () => {
    const words = [
      'export',
      '--session',
      '018f3c1e-7d2a-7c3b-9d4e-5f6071829304',
      '--purpose',
      'incident',
      '--format',
      'rrweb',
    ]
    const { code, stdout, stderr } = await reseal(...words)
    expect(stderr).toContain('no such session')
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  test('names the wrong field of its configuration', async () => {
    const config = join(data, 'config.json')
    const text = await readFile(config, 'utf8')
    await writeFile(config, text.replace('"port": 4402', '"port": "4402"'))
    const { code, stderr } = await reseal('verify')
    expect(stderr).toContain('viewer.port')
    expect(code).toBe(1)
    await writeFile(config, text)
  })
})
