// An export of the audit log (JSON Lines of `reseal audit export`) as a place where leaves are kept. Read once, from its first
// line to its last, so that its size does not matter.
import { decodeBase64url } from '@reseal/protocol'
import { toText } from './bytes.ts'
import { splitLines } from './json-lines.ts'
import type { ProblemCollector } from './problem.ts'
import type { LeafRow, LeafSource, PersonalRow } from './sources.ts'

/** The export's leaves, and the clear values that its lines give. */
export interface ExportSource extends LeafSource {
  personal(from: number, to: number): Promise<readonly PersonalRow[]>
  end(): Promise<number>
  /** How many lines were read. */
  count(): number
}

interface Line {
  readonly row: LeafRow
  readonly isFiltered: boolean
  readonly personal: readonly PersonalRow[]
}

// Both passes of a log's verification ask for leaves in order; only after a finding are some asked for again.
const heldBehind = 1024

interface Seen {
  count: number
  first: number
  next: number
  isFiltered: boolean
}

interface Reading {
  readonly lines: AsyncGenerator<Line>
  held: Line[]
  /** One more than the index of the last line that was read. */
  next: number
  /** Lines below this are held no more. */
  oldest: number
  isEnded: boolean
}

/** Reads leaves from an export's bytes; `open` begins anew. */
export function createExportSource(
  open: () => AsyncIterable<Uint8Array>,
  problems: ProblemCollector,
): ExportSource {
  const seen: Seen = { count: 0, first: 0, next: 0, isFiltered: false }
  const begin = (): Reading => ({
    lines: parseLines(open(), seen, problems),
    held: [],
    next: 0,
    oldest: 0,
    isEnded: false,
  })
  let reading = begin()
  const readOne = async (): Promise<void> => {
    const line = await reading.lines.next()
    if (line.done) {
      reading.isEnded = true
      return
    }
    reading.held.push(line.value)
    reading.next = line.value.row.index + 1
  }
  const between = async (from: number, to: number): Promise<readonly Line[]> => {
    if (from < reading.oldest) reading = begin()
    while (!reading.isEnded && reading.next < to) {
      await readOne()
      if (reading.held.length > 2 * heldBehind) trim(reading, from)
    }
    trim(reading, from)
    return reading.held.filter(({ row }) => row.index >= from && row.index < to)
  }
  return {
    kind: 'export',
    get first() {
      return seen.first
    },
    get size() {
      return reading.isEnded ? reading.next : Number.MAX_SAFE_INTEGER
    },
    get isPartial() {
      return seen.isFiltered
    },
    leaves: async (from, to) => (await between(from, to)).map(({ row }) => row),
    personal: async (from, to) => (await between(from, to)).flatMap(({ personal }) => personal),
    end: async () => {
      while (!reading.isEnded) {
        await readOne()
        trim(reading, reading.next)
      }
      return reading.next
    },
    count: () => seen.count,
  }
}

function trim(reading: Reading, from: number): void {
  const oldest = from - heldBehind
  if ((reading.held[0]?.row.index ?? from) >= oldest) return
  reading.held = reading.held.filter(({ row }) => row.index >= oldest)
  reading.oldest = Math.max(reading.oldest, oldest)
}

async function* parseLines(
  pieces: AsyncIterable<Uint8Array>,
  seen: Seen,
  problems: ProblemCollector,
): AsyncGenerator<Line> {
  let before = -1
  let isFirst = true
  for await (const bytes of splitLines(pieces)) {
    const line = parseLine(bytes)
    if (!line || line.row.index <= before) {
      const place = { log: 'audit', leafIndex: before + 1 } as const
      problems.report('export_unreadable', place, 'a line of the export is none, or out of order')
      continue
    }
    before = line.row.index
    if (isFirst) seen.first = before
    isFirst = false
    seen.isFiltered ||= line.isFiltered
    // A second reading counts nothing twice.
    if (before >= seen.next) {
      seen.count += 1
      seen.next = before + 1
    }
    yield line
  }
}

function parseLine(bytes: Uint8Array): Line | undefined {
  try {
    const { index, leaf, personal, filtered } = JSON.parse(toText(bytes) ?? '') as Readonly<
      Record<string, unknown>
    >
    if (typeof index !== 'number' || !Number.isSafeInteger(index) || typeof leaf !== 'string')
      return undefined
    const row = { index, leaf: new TextEncoder().encode(leaf) }
    return {
      row,
      isFiltered: filtered === true,
      personal: Array.isArray(personal) ? personal.map((value) => toPersonal(index, value)) : [],
    }
  } catch {
    return undefined
  }
}

function toPersonal(leafIndex: number, value: unknown): PersonalRow {
  const { field, salt, value: clear } = value as Readonly<Record<string, unknown>>
  if (typeof field !== 'string' || typeof salt !== 'string' || typeof clear !== 'string')
    throw new TypeError()
  return { leafIndex, field, salt: decodeBase64url(salt), value: clear }
}
