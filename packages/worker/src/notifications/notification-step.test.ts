// Notifications over a real PostgreSQL, a real SMTP server with TLS and real HTTPS: links and nothing else, at least once.
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUserRepository, type Notification, notify } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestAuthority } from '../../../listener/test/certificates.ts'
import { type SinkAnswer, type SinkServer, startSinkServer } from '../../test/sink-server.ts'
import type { LogLine } from '../logging/log-line.ts'
import { createNotificationStep } from './notification-step.ts'

let postgres: TestPostgres
let folder: string
const officer = randomUUID()
const engineer = randomUUID()
beforeAll(async () => {
  postgres = await startTestPostgres()
  const owner = postgres.database('owner')
  const users = createUserRepository(owner)
  await users.create({ id: officer, name: 'officer-1', roles: ['privacy-officer'], appIds: [] })
  await users.create({ id: engineer, name: 'eng-1', roles: ['engineer'], appIds: [] })
  await sql`UPDATE users SET email = name || '@clinic.example'`.execute(owner)
})
afterAll(() => postgres.stop())

const stops: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-notifications-'))
  await sql`DELETE FROM notifications`.execute(postgres.database('worker'))
  logged.length = 0
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await rm(folder, { recursive: true, force: true })
})

const logged: LogLine[] = []
const settingsFile = () => join(folder, 'notifications.json')
const publicOrigin = 'https://reseal.clinic.example'
const link = '/access?grant=11111111-1111-4111-8111-111111111111'

const configure = (settings: object): Promise<void> =>
  writeFile(settingsFile(), JSON.stringify(settings), { mode: 0o600 })

const tell = (given: Partial<Notification> = {}): Promise<void> =>
  postgres
    .database('viewer')
    .transaction()
    .execute((transaction) =>
      notify(transaction, {
        kind: 'grant-requested',
        link,
        recipients: { roles: ['privacy-officer'], except: engineer },
        ...given,
      }),
    )

/** One turn of the step, as the worker. */
const run = (): Promise<boolean> =>
  createNotificationStep(
    postgres.database('worker'),
    { settingsFile: settingsFile(), publicOrigin, retryAfterMs: 0 },
    (line) => logged.push(line),
  ).run({ signal: new AbortController().signal })

async function waiting(): Promise<{ channel: string; failing: string | null }[]> {
  const { rows } = await sql<{ channel: string; failing: string | null }>`
    SELECT channel, failing FROM notifications ORDER BY id`.execute(postgres.database('worker'))
  return rows
}

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly isEncrypted: boolean
}

interface MailServer {
  readonly port: number
  readonly ca: string
  readonly mails: readonly Mail[]
}

/** A mail server that takes what is properly encrypted and from whom it knows. */
async function startMailServer(options: Partial<SMTPServerOptions> = {}): Promise<MailServer> {
  const authority = createTestAuthority()
  const { cert, key } = authority.issue('localhost', '127.0.0.1')
  const mails: Mail[] = []
  const server = new SMTPServer({
    cert,
    key,
    logger: false,
    closeTimeout: 1,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'reseal' && password === 'a password') done(null, { user: username })
      else done(new Error('no'))
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: fromQuotedPrintable(Buffer.concat(pieces).toString('utf8')),
          isEncrypted: session.secure,
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  stops.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  )
  return { port: (listening.address() as AddressInfo).port, ca: authority.cert, mails }
}

/** RFC 2045 §6.7. */
function fromQuotedPrintable(text: string): string {
  const joined = text.replaceAll('=\r\n', '')
  return joined.replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const email = ({ port, ca }: MailServer, given: object = {}): object => ({
  host: 'localhost',
  port,
  transport: 'starttls',
  user: 'reseal',
  password: 'a password',
  from: 'reseal@clinic.example',
  ca,
  ...given,
})

describe('an email', () => {
  test.each([
    ['starttls', {}],
    ['smtps', { secure: true }],
  ])('goes to those with the role, encrypted (%s), with a link and no more', async (transport, options) => {
    const server = await startMailServer(options)
    await configure({ email: email(server, { transport }) })
    await tell()
    expect(await run()).toBe(true)
    expect(server.mails).toHaveLength(1)
    const [mail] = server.mails
    expect(mail).toMatchObject({
      from: 'reseal@clinic.example',
      to: ['officer-1@clinic.example'],
      isEncrypted: true,
    })
    expect(mail?.text).toContain(publicOrigin + link)
    expect(mail?.text).toContain('A request for access waits for a decision.')
    expect(mail?.text).not.toContain('eng-1')
    // Of the webhook there is none: nothing waits for it.
    expect(await waiting()).toEqual([])
  })

  test('that was not taken is sent again, under the same id', async () => {
    const ids: string[] = []
    let isBusy = true
    const server = await startMailServer({
      onData: (stream, _session, done) => {
        let text = ''
        stream.on('data', (piece: Buffer) => {
          text += piece.toString('utf8')
        })
        stream.on('end', () => {
          ids.push(/^Message-ID: (.+)$/imu.exec(text)?.[1] ?? '')
          done(isBusy ? Object.assign(new Error('busy'), { responseCode: 451 }) : null)
        })
      },
    })
    await configure({ email: email(server) })
    await tell()
    await run()
    expect(await waiting()).toEqual([{ channel: 'email', failing: 'unavailable' }])
    expect(logged).toContainEqual({ event: 'notification-failing', channel: 'email', code: 'unavailable' })
    isBusy = false
    await run()
    expect(await waiting()).toEqual([])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test.each([
    ['to a server whose certificate proves nothing', { ca: undefined }, {}, 'untrusted'],
    ['to a server without TLS', {}, { disabledCommands: ['STARTTLS'] }, 'untrusted'],
    ['with a password that is wrong', { password: 'another' }, {}, 'secret'],
    ['off this machine without TLS', { transport: 'plain', host: 'mail.clinic.example' }, {}, 'insecure'],
  ])('is not sent %s', async (_, settings, options, failing) => {
    const server = await startMailServer(options)
    await configure({ email: email(server, settings) })
    await tell()
    await run()
    expect(server.mails).toEqual([])
    expect(await waiting()).toEqual([{ channel: 'email', failing }])
  })

  test('does not go to whom it is about, nor to people without an address or who may not sign in', async () => {
    const server = await startMailServer()
    await configure({ email: email(server) })
    const owner = postgres.database('owner')
    const gone = randomUUID()
    await createUserRepository(owner).create({
      id: gone,
      name: 'gone',
      roles: ['privacy-officer'],
      appIds: [],
    })
    await tell({ recipients: { roles: ['privacy-officer', 'engineer'], except: engineer } })
    await sql`UPDATE users SET email = 'gone@clinic.example', disabled_at = now() WHERE id = ${gone}`.execute(
      owner,
    )
    await tell({ recipients: { users: [gone, officer] } })
    await run()
    expect(server.mails.map(({ to }) => to)).toEqual([
      ['officer-1@clinic.example'],
      ['officer-1@clinic.example'],
    ])
  })
})

describe('a webhook', () => {
  const signingKey = randomBytes(32).toString('base64')
  const start = async (answer: () => SinkAnswer): Promise<SinkServer> => {
    const server = await startSinkServer({ signingKey, answer })
    stops.push(server.stop)
    return server
  }
  const webhook = ({ url, ca }: SinkServer): object => ({ url, ca, signingKey, isPrivate: true })

  test('is told, signed, of what and where and nothing else, until it has taken it', async () => {
    const answers = [503, 200]
    const server = await start(() => ({ status: answers.shift() ?? 500 }))
    await configure({ webhook: webhook(server) })
    await tell()
    await run()
    expect(await waiting()).toEqual([{ channel: 'webhook', failing: 'unavailable' }])
    await run()
    expect(await waiting()).toEqual([])
    expect(server.requests.map(({ isSigned }) => isSigned)).toEqual([true, true])
    const said = server.requests.map(({ lines }) => JSON.parse(lines.join('')) as Record<string, unknown>)
    expect(said[0]).toEqual(said[1])
    expect(said[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/u),
      kind: 'grant-requested',
      time: expect.any(String),
      link: publicOrigin + link,
    })
  })

  test('that fails does not hold up the emails', async () => {
    const server = await start(() => ({ status: 500 }))
    const mail = await startMailServer()
    await configure({ webhook: webhook(server), email: email(mail) })
    await tell()
    await run()
    expect(mail.mails).toHaveLength(1)
    expect(await waiting()).toEqual([{ channel: 'webhook', failing: 'unavailable' }])
  })
})

test('settings that others can read, or with a field nobody declared, are not used', async () => {
  await writeFile(settingsFile(), '{}', { mode: 0o644 })
  await tell()
  await run()
  expect((await waiting()).map(({ failing }) => failing)).toEqual(['secret', 'secret'])
  await rm(settingsFile())
  await configure({ email: { host: 'localhost', port: 25, transport: 'hope', from: 'a@b' } })
  await run()
  expect((await waiting()).map(({ failing }) => failing)).toEqual(['secret', 'secret'])
})

test('without a file nothing is told, and nothing waits', async () => {
  await tell()
  await run()
  expect(await waiting()).toEqual([])
})

test('a link leads into the viewer and nowhere else', async () => {
  for (const bad of ['https://elsewhere.example/', '//elsewhere.example', '/a b', '/Anna Müller']) {
    await expect(tell({ link: bad })).rejects.toThrow(/notifications_link_check/u)
  }
})
