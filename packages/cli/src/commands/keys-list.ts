// reseal keys list: the sealing keys of every app, with their state and what lives under each (design.md §6).
import { createKeyRetirementRepository, createSealingKeyRepository, type SealingKey } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatTable } from '../command-line/table.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { listSealingKeys } from '../deployment/sealing-keys.ts'

/** `reseal keys list` */
export const keysListCommand: Command = {
  name: 'keys list',
  summary: 'List the sealing keys of every app, with their state and what lives under each.',
  details: [
    'current: pages are given it. accepted: they were, and those that still have it may record. retired: ingest takes ' +
      'nothing under it, and nothing of it opens. Streams: those that are not forgotten. Here: whether this machine ' +
      'can open with it.',
  ],
  options: [commonOptions.data, commonOptions.json],
  run: runList,
}

/** A key as it is shown. */
interface ShownKey {
  readonly app: string
  readonly keyId: string
  readonly state: SealingKey['state']
  readonly since: string
  readonly replacedAt: string | null
  readonly retiredAt: string | null
  readonly streams: number
  readonly isHere: boolean
  readonly retirement: 'asked' | 'approved' | null
}

async function runList(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const owner = access.open('owner')
    const repository = createSealingKeyRepository(owner)
    const [keys, living, retirements] = await Promise.all([
      repository.list(),
      repository.living(),
      createKeyRetirementRepository(owner).list(),
    ])
    // Without the keys the list is wanted most.
    const keyIds = await listSealingKeys(config).catch((): readonly string[] => [])
    const shown = keys.map((key): ShownKey => {
      const open = retirements.find(
        ({ keyId, state }) => keyId === key.keyId && (state === 'asked' || state === 'approved'),
      )
      return {
        app: key.appId,
        keyId: key.keyId,
        state: key.state,
        since: key.since.toISOString(),
        replacedAt: key.replacedAt?.toISOString() ?? null,
        retiredAt: key.retiredAt?.toISOString() ?? null,
        streams:
          living.find(({ appId, keyId }) => appId === key.appId && keyId === key.keyId)?.streamCount ?? 0,
        isHere: keyIds.includes(key.keyId),
        retirement: open === undefined ? null : (open.state as 'asked' | 'approved'),
      }
    })
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(shown, undefined, 2)}\n` : formatKeys(shown),
    )
    return 0
  } finally {
    await access.stop()
  }
}

function formatKeys(keys: readonly ShownKey[]): string {
  if (keys.length === 0) return 'no app is registered; see: reseal app add --help\n'
  return formatTable(
    [
      { title: 'App' },
      { title: 'Key' },
      { title: 'State' },
      { title: 'Since' },
      { title: 'Streams', align: 'right' },
      { title: 'Here' },
    ],
    keys.map(({ app, keyId, state, since, retiredAt, streams, isHere, retirement }) => [
      app,
      keyId,
      retirement === null ? state : `${state}, retirement ${retirement}`,
      (retiredAt ?? since).slice(0, 16).replace('T', ' '),
      String(streams),
      isHere ? 'yes' : 'no',
    ]),
  )
}
