// The production build of the clinic example. A test run that has built everything first says so (RESEAL_BUILT) and its
// folder is taken as it is; any other builds one of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { vi } from 'vitest'

const root = fileURLToPath(new URL('../../examples/clinic-intake', import.meta.url))

export interface ClinicFolder {
  readonly folder: string
  remove(): Promise<void>
}

export async function clinicFolder(): Promise<ClinicFolder> {
  if (process.env['RESEAL_BUILT'] !== undefined) return { folder: join(root, 'dist'), remove: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'reseal-clinic-'))
  // As in CI: the build leaves the committed manifest as it is.
  vi.stubEnv('CI', 'true')
  // As shipped: React's development build asks twice for what an effect asks for.
  vi.stubEnv('NODE_ENV', 'production')
  await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  vi.unstubAllEnvs()
  return { folder, remove: () => rm(folder, { recursive: true }) }
}
