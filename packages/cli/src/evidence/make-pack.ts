// Makes an evidence pack: what a deployment can show for a period, without PHI, and without names unless they are asked for.
import { readFile } from 'node:fs/promises'
import type { NoteSigner } from '@reseal/protocol/log'
import { type Anchor, createAccessReviewRepository, type Database, readSystemState } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DeploymentConfig } from '../deployment/config.ts'
import { version } from '../version.ts'
import {
  collectApps,
  collectDeletions,
  collectHolds,
  collectKeys,
  collectRetention,
  collectSentinel,
} from './collect-keeping.ts'
import { collectCheckpoints, collectCounts, collectVerifications, readDecisions } from './collect-logs.ts'
import { collectGrants, collectPeople, collectReviews } from './collect-people.ts'
import { describeConfiguration } from './describe-configuration.ts'
import { createPackFolder, type PackedFile } from './pack-files.ts'
import type { Period } from './period.ts'
import { readmeText } from './readme-text.ts'

/** What a pack is made from. */
export interface PackRequest {
  readonly config: DeploymentConfig
  /** As the viewer. */
  readonly db: Database
  readonly anchor: Anchor
  readonly signer: NoteSigner
  readonly period: Period
  readonly withNames: boolean
  /** Leaf of the event that the pack was made; later ones are not part of it. */
  readonly eventIndex: number
  readonly folder: string
}

/** Where the build leaves the bill of materials: `dist`, from there and from the source. */
const sbomFile = new URL('../../dist/sbom.cdx.json', import.meta.url)

/**
 * Writes the pack; its files.
 * @throws CliError 'usage', 'missing_part'
 */
export async function makePack(request: PackRequest): Promise<readonly PackedFile[]> {
  const { config, db, anchor, period, withNames, eventIndex } = request
  const sbom = await readFile(sbomFile, 'utf8').catch((cause: unknown) => {
    throw new CliError(
      'missing_part',
      'There is no bill of materials beside this command; build it: npm run build.',
      {
        cause,
      },
    )
  })
  const span = await createAccessReviewRepository(db).findLeaves(period)
  const range = { from: span.fromIndex, before: Math.min(span.toIndex, eventIndex) + 1 }
  const { schema, jobs, storage } = await readSystemState(db)
  const pack = await createPackFolder(request.folder)
  await pack.writeLines('README.txt', [readmeText])
  await pack.writeLines('sbom.cdx.json', [sbom])
  await pack.writeJson('software.json', { version, node: process.version, schema, jobs, storage })
  await pack.writeJson('configuration.json', describeConfiguration(config))
  await pack.writeJson('apps.json', await collectApps(db))
  await pack.writeJson('people.json', await collectPeople(db, withNames))
  await pack.writeJson('grants.json', await collectGrants(db, period))
  await pack.writeJson('access-reviews.json', await collectReviews(db, anchor, period))
  await pack.writeJson('verifications.json', await collectVerifications(db, period))
  await pack.writeJson('retention.json', await collectRetention(db, period))
  await pack.writeJson('deletions.json', await collectDeletions(db, period))
  await pack.writeJson('holds.json', await collectHolds(db, period))
  await pack.writeJson('sentinel.json', await collectSentinel(db, period))
  await pack.writeJson('keys.json', await collectKeys(db))
  await pack.writeJson('event-counts.json', await collectCounts(db, range))
  await pack.writeLines('decisions.jsonl', readDecisions(db, range))
  await pack.writeJson('checkpoints.json', await collectCheckpoints(anchor))
  return pack.seal(
    {
      format: 'reseal-evidence/1',
      deployment: config.logs.audit.origin,
      period: period.label,
      from: new Date(period.fromMs).toISOString(),
      before: new Date(period.beforeMs).toISOString(),
      made_at: new Date().toISOString(),
      event_index: eventIndex,
      with_names: withNames,
    },
    request.signer,
  )
}
