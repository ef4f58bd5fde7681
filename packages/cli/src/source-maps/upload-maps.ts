// Puts source maps of a release into the private zone (design.md §5.8). The same map again changes nothing.
import { createHash } from 'node:crypto'
import { createSourceMapRepository, type NewSourceMap, type SourceMapRepository } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DeploymentConfig } from '../deployment/config.ts'
import type { DatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, recordChange } from '../deployment/logs.ts'
import { type FoundMap, maxMaps, maxReleaseBytes } from './read-maps.ts'

/** What came of an upload. */
export interface Upload {
  readonly app: string
  readonly release: string
  readonly added: number
  readonly replaced: number
  readonly same: number
  /** Scripts whose name has no hash: no recorded place names them. */
  readonly unnamed: readonly string[]
  /** Releases whose maps went, as there are newer ones. */
  readonly droppedReleases: readonly string[]
}

/** Whose maps they are. */
export interface UploadPlace {
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  readonly app: string
  readonly release: string
}

/** Puts the maps of a release in place; who did it is committed before. @throws CliError `usage` for too many */
export async function uploadMaps(
  { config, access, app, release }: UploadPlace,
  found: readonly FoundMap[],
): Promise<Upload> {
  const known = await createSourceMapRepository(access.open('owner')).list(app, release)
  const before = new Map(known.map((each) => [each.script, each]))
  const put = found.filter(({ script, sha256 }) => {
    const stored = before.get(script)
    return stored === undefined || !Buffer.from(stored.sha256).equals(sha256)
  })
  const after = new Map([...known, ...found].map((each) => [each.script, each]))
  assertBounded([...after.values()])
  let droppedReleases: readonly string[] = []
  if (put.length > 0) {
    await recordChange(openAuditLog(config, access, 'worker'), {
      setting: 'sourcemaps',
      app,
      to: hashOf([...after.values()]),
    })
    const maps: SourceMapRepository = createSourceMapRepository(access.open('owner'))
    droppedReleases = await maps.put({ app, release, put })
    await anchorAuditLog(config, access)
  }
  const added = put.filter(({ script }) => !before.has(script)).length
  return {
    app,
    release,
    added,
    replaced: put.length - added,
    same: found.length - put.length,
    unnamed: found.filter(({ isNamed }) => !isNamed).map(({ script }) => script),
    droppedReleases,
  }
}

function assertBounded(scripts: readonly { readonly sizeBytes: number }[]): void {
  const sizeBytes = scripts.reduce((sum, each) => sum + each.sizeBytes, 0)
  if (scripts.length <= maxMaps && sizeBytes <= maxReleaseBytes) return
  throw new CliError(
    'usage',
    `With these the release has ${scripts.length} maps of ${Math.ceil(sizeBytes / 1024 / 1024)} MiB; ${maxMaps} and 256 MiB are taken. Nothing was uploaded.`,
  )
}

function hashOf(scripts: readonly Pick<NewSourceMap, 'script' | 'sha256'>[]): string {
  const lines = scripts.map(({ script, sha256 }) => `${script} ${Buffer.from(sha256).toString('hex')}\n`)
  return createHash('sha256').update(lines.toSorted().join('')).digest('hex')
}
