// Source maps of a build's folder, as the private zone keeps them: bounded, and the sources apart from the places.
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { scriptNumber } from '@reseal/redaction-rules'
import type { NewSourceMap } from '@reseal/store'
import { CliError } from '../cli-error.ts'

/** A map that was found. */
export interface FoundMap extends NewSourceMap {
  /** Whether a bundler named its script by its content: else no recorded place names it. */
  readonly isNamed: boolean
}

const mebibyte = 1024 * 1024
/** Bytes of one map; beyond, a script is larger than anything that a page loads. */
const maxMapBytes = 32 * mebibyte
/** Maps of one release. */
export const maxMaps = 1_000
/** Bytes of all maps of one release. */
export const maxReleaseBytes: number = 256 * mebibyte

const mapName = /\.m?js\.map$/
const maxNameLength = 512

/** The maps below a folder by the path of their script. @throws CliError `usage` with what to do */
export async function listMaps(folder: string, named: string): Promise<readonly string[]> {
  let entries: string[]
  try {
    entries = await readdir(folder, { recursive: true })
  } catch (cause) {
    throw new CliError('usage', `The folder "${named}" cannot be read. Name the folder of the build.`, {
      cause,
    })
  }
  const found = entries.filter((name) => mapName.test(name)).toSorted()
  if (found.length === 0) {
    throw new CliError(
      'usage',
      `There is no *.js.map below "${named}". Build with source maps (Vite: build.sourcemap 'hidden') and name the folder that holds them.`,
    )
  }
  if (found.length > maxMaps) {
    throw new CliError(
      'usage',
      `There are ${found.length} maps below "${named}"; a release has at most ${maxMaps}.`,
    )
  }
  return found
}

/** Reads and checks one of them. @throws CliError `usage` with what to do */
export async function readMap(folder: string, file: string, withSources: boolean): Promise<FoundMap> {
  const path = join(folder, file)
  if ((await stat(path)).size > maxMapBytes) throw refused(file, 'is larger than 32 MiB')
  const bytes = await readFile(path)
  const { sourcesContent, ...map } = parseMap(bytes, file)
  const script = relative('.', file).split(sep).join('/').slice(0, -'.map'.length)
  if (script.length > maxNameLength) throw refused(file, 'has a path of more than 512 characters')
  const hasSources = withSources && Array.isArray(sourcesContent)
  return {
    script,
    // With and without its sources it is not the same.
    sha256: createHash('sha256')
      .update(bytes)
      .update(hasSources ? 'sources' : '')
      .digest(),
    sizeBytes: bytes.length,
    map: gzipSync(JSON.stringify(map)),
    ...(hasSources ? { sources: gzipSync(JSON.stringify(sourcesContent)) } : {}),
    isNamed: scriptNumber(script) !== undefined,
  }
}

function parseMap(bytes: Buffer, file: string): Readonly<Record<string, unknown>> {
  let map: unknown
  try {
    map = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw refused(file, 'is not JSON', cause)
  }
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw refused(file, 'is no source map')
  const fields = map as Readonly<Record<string, unknown>>
  if ('sections' in fields) throw refused(file, 'is an index map: build without concatenating maps')
  const { version, mappings, sources } = fields
  if (version !== 3 || typeof mappings !== 'string' || !Array.isArray(sources)) {
    throw refused(file, 'is no source map of version 3')
  }
  return fields
}

function refused(file: string, why: string, cause?: unknown): CliError {
  return new CliError('usage', `"${file}" ${why}. Nothing was uploaded.`, { cause })
}
