// The manifest file: read if it is there, written whole or not at all.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { BuildError } from '../build-error.ts'
import { formatManifest } from '../manifest/format-manifest.ts'
import { emptyManifest, type Manifest } from '../manifest/manifest.ts'
import { parseManifest } from '../manifest/parse-manifest.ts'

/**
 * The manifest of a file; an empty one where there is no file yet.
 *
 * @throws ManifestError for what the file holds
 * @throws BuildError `manifest_unavailable`
 */
export function readManifestFile(path: string): Manifest {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return emptyManifest
    throw new BuildError('manifest_unavailable', 'the manifest file cannot be read', { cause })
  }
  return parseManifest(source)
}

/**
 * Writes a manifest where it differs from what was read. Says whether it differs.
 *
 * @throws BuildError `manifest_unavailable`
 */
export function writeManifestFile(
  path: string,
  manifest: Manifest,
  { before, canWrite }: { readonly before: Manifest; readonly canWrite: boolean },
): boolean {
  const source = formatManifest(manifest)
  if (source === formatManifest(before)) return false
  if (!canWrite) return true
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(unfinished, source)
    renameSync(unfinished, path)
  } catch (cause) {
    throw new BuildError('manifest_unavailable', 'the manifest file cannot be written', { cause })
  }
  return true
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
