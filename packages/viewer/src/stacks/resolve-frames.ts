// From places in built scripts to places in the app's own source, by the maps that were uploaded for the release
// (design.md §5.8). A script is found by the number that its recorded place bears; without one the place stays as it is.
import { gunzipSync } from 'node:zlib'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { scriptNumber } from '@reseal/redaction-rules'
import type { MappedScript, SourceMapRepository } from '@reseal/store'

/** A place as it was recorded. */
export interface BuiltFrame {
  /** What stands for the script's address. */
  readonly source: string
  readonly line: number
  readonly column: number
  /** Which script of the build it is. */
  readonly script?: number | undefined
}

/** A place in the app's source, or as it was recorded where no map knows it. Lines and columns count from 1. */
export interface ResolvedFrame {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly name?: string
  /** Lines around the place, the first of them line `sourceFrom`; absent unless uploaded with the map. */
  readonly source?: readonly string[]
  readonly sourceFrom?: number
  /** Whether a map gave the place. */
  readonly isResolved: boolean
}

/** Which frames of which build. */
export interface StackQuestion {
  readonly app: string
  readonly release: string | undefined
  readonly frames: readonly BuiltFrame[]
  /** Whether lines of the source are asked for. */
  readonly withSource: boolean
}

/** Resolves frames. */
export type StackResolver = (question: StackQuestion) => Promise<ResolvedFrame[]>

// What one process keeps at hand, by the size of the maps as they are written.
const cachedBytes = 48 * 1024 * 1024
// As `reseal sourcemaps upload` takes them: beyond, someone else wrote the row.
const inflatedBytes = 64 * 1024 * 1024
const linesAround = 2
const longestLine = 240
const longestFile = 300
const longestName = 100

/** Resolves by what the repository holds; maps that were used last stay in memory. */
export function createStackResolver(maps: SourceMapRepository): StackResolver {
  const cached = new Map<string, { readonly map: TraceMap | undefined; readonly sizeBytes: number }>()
  let bytes = 0

  async function traced(app: string, release: string, found: MappedScript): Promise<TraceMap | undefined> {
    const key = Buffer.from(found.sha256).toString('hex')
    const known = cached.get(key)
    if (known !== undefined) {
      cached.delete(key)
      cached.set(key, known)
      return known.map
    }
    const map = parseMap(await maps.findMap(app, release, found.script))
    cached.set(key, { map, sizeBytes: found.sizeBytes })
    bytes += found.sizeBytes
    for (const [oldest, { sizeBytes }] of cached) {
      if (bytes <= cachedBytes || oldest === key) break
      cached.delete(oldest)
      bytes -= sizeBytes
    }
    return map
  }

  return async ({ app, release, frames, withSource }) => {
    if (release === undefined || frames.every(({ script }) => script === undefined)) {
      return frames.map(unresolved)
    }
    const scripts = byNumber(await maps.list(app, release))
    const texts = new Map<string, readonly (string | null)[]>()
    const resolved: ResolvedFrame[] = []
    for (const frame of frames) {
      const found = frame.script === undefined ? undefined : scripts.get(frame.script)
      const map = found && (await traced(app, release, found))
      const at = map && originalPlace(map, frame)
      if (found === undefined || at === undefined) {
        resolved.push(unresolved(frame))
        continue
      }
      if (withSource && !texts.has(found.script)) {
        texts.set(found.script, parseTexts(await maps.findSources(app, release, found.script)))
      }
      const text = at.sourceIndex < 0 ? undefined : texts.get(found.script)?.[at.sourceIndex]
      resolved.push({ ...at.frame, ...(text && linesOf(text, at.frame.line)) })
    }
    return resolved
  }
}

/** Of two scripts with one number neither is found: a wrong place is worse than none. */
function byNumber(scripts: readonly MappedScript[]): Map<number, MappedScript> {
  const found = new Map<number, MappedScript>()
  const twice = new Set<number>()
  for (const each of scripts) {
    const number = scriptNumber(each.script)
    if (number === undefined) continue
    const other = found.get(number)
    if (other !== undefined && !Buffer.from(other.sha256).equals(each.sha256)) twice.add(number)
    found.set(number, each)
  }
  for (const number of twice) found.delete(number)
  return found
}

function unresolved({ source, line, column }: BuiltFrame): ResolvedFrame {
  return { file: source, line, column, isResolved: false }
}

function originalPlace(
  map: TraceMap,
  { line, column }: BuiltFrame,
): { readonly frame: ResolvedFrame; readonly sourceIndex: number } | undefined {
  // Recorded places count columns from 1, maps from 0.
  if (line < 1 || column < 1) return undefined
  const at = originalPositionFor(map, { line, column: column - 1 })
  if (at.source === null) return undefined
  const name = at.name === null ? {} : { name: at.name.slice(0, longestName) }
  return {
    frame: {
      file: shortPath(at.source),
      line: at.line,
      column: at.column + 1,
      ...name,
      isResolved: true,
    },
    sourceIndex: map.sources.indexOf(at.source),
  }
}

/** Without the way out of the build's folder: `../../src/app.tsx` is `src/app.tsx`. */
function shortPath(source: string): string {
  return source.replace(/^(?:\.{0,2}\/)+/, '').slice(-longestFile)
}

function linesOf(text: string, line: number): Pick<ResolvedFrame, 'source' | 'sourceFrom'> {
  const sourceFrom = Math.max(1, line - linesAround)
  const lines = text.split('\n', line + linesAround).slice(sourceFrom - 1)
  if (lines.length === 0) return {}
  return { source: lines.map((each) => each.slice(0, longestLine)), sourceFrom }
}

// Whatever cannot be read is as if it were not there: the recorded place is still shown.
function parseMap(bytes: Uint8Array | undefined): TraceMap | undefined {
  if (bytes === undefined) return undefined
  try {
    return new TraceMap(gunzipSync(bytes, { maxOutputLength: inflatedBytes }).toString('utf8'))
  } catch {
    return undefined
  }
}

function parseTexts(bytes: Uint8Array | undefined): readonly (string | null)[] {
  if (bytes === undefined) return []
  try {
    const texts: unknown = JSON.parse(gunzipSync(bytes, { maxOutputLength: inflatedBytes }).toString('utf8'))
    return Array.isArray(texts) ? texts.map((text) => (typeof text === 'string' ? text : null)) : []
  } catch {
    return []
  }
}
