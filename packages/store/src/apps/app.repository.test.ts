// Commands to recorders on a real PostgreSQL: four words, set by the owner alone.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { type AppRepository, createAppRepository, recorderCommands } from './app.repository.ts'

let postgres: TestPostgres
let apps: AppRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  apps = createAppRepository(postgres.database('owner'))
  await apps.create({
    id: 'portal',
    appKey: `rsl_${'A'.repeat(22)}`,
    name: 'Portal',
    allowedOrigins: ['https://portal.example.org'],
    sealingKeyId: '0123456789abcdef',
  })
})
afterAll(() => postgres.stop())

const seenByIngest = async (): Promise<string | undefined> => {
  const app = await createAppRepository(postgres.database('ingest')).findByAppKey(`rsl_${'A'.repeat(22)}`)
  return app?.command
}

test.each(recorderCommands)('ingest finds the command %s until it is taken back', async (command) => {
  expect(await apps.setCommand('portal', command)).toBe(true)
  expect(await seenByIngest()).toBe(command)
  expect(await apps.setCommand('portal', undefined)).toBe(true)
  expect(await seenByIngest()).toBeUndefined()
})

test('an app that is not registered takes none', async () => {
  expect(await apps.setCommand('nobody', 'off')).toBe(false)
})

test.each(['allow', 'OFF', '', 'off ', '{"block":".name"}'])(
  'the database refuses the word %j',
  async (word) => {
    await expect(apps.setCommand('portal', word as never)).rejects.toMatchObject({ code: 'database_refused' })
    expect(await seenByIngest()).toBeUndefined()
  },
)

test.each(['ingest', 'viewer', 'worker'] as const)('the role %s cannot set one', async (role) => {
  const statement = sql`UPDATE apps SET command = 'off'`
  await expect(statement.execute(postgres.database(role))).rejects.toThrow(/permission denied/)
})
