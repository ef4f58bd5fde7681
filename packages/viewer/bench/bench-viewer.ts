// A viewer over a database of its own, as the benches need it: no test run is around them.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type Database, migrate, startEmbeddedPostgres } from '@reseal/store'
import { startViewerFixture, type ViewerFixture } from '../test/viewer-fixture.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  readonly ratio: number
  readonly budget: number
  readonly met: boolean
}

/** Runs with a viewer, and takes it and its database away. */
export async function withBenchViewer<T>(work: (viewer: ViewerFixture) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-viewer-bench-'))
  // The database's own account must pass this folder.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const pools = new Map<string, Database>()
  const database = (role: Parameters<typeof postgres.connectionString>[0]): Database => {
    const pool =
      pools.get(role) ??
      createDatabase({ connectionString: postgres.connectionString(role), maxConnections: 3 })
    pools.set(role, pool)
    return pool
  }
  const stop = async (): Promise<void> => {
    await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await migrate(database('owner'))
  } catch (error) {
    await stop()
    throw error
  }
  const viewer = await startViewerFixture({
    databases: { database, stop },
    config: { anchorMaxAgeMs: 86_400_000, replayMs: 86_400_000 },
  })
  try {
    return await work(viewer)
  } finally {
    await viewer.stop()
  }
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
