// Checkpoints on paper: a plain text to print and keep, which can be typed or scanned back. Each line that a person types
// ends with four check digits, so that a wrong letter is named by its line. The signed note follows for machines.
import { createHash } from 'node:crypto'
import { StoreError } from '../store-error.ts'
import type { AnchoredCheckpoint } from './anchor.ts'

/** What a sheet says of one log. */
export interface SheetEntry {
  readonly origin: string
  /** Leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
}

const rootLines = 4
const rootLinePattern = /^root (\d)\s+((?:[0-9a-f]{4}\s+){4})([0-9a-f]{4})$/
const namedLinePattern = /^(log|size)\s+(\S+)\s+([0-9a-f]{4})$/i

/** The sheet's text; `origin` of each checkpoint is its note's first line. */
export function formatCheckpointSheet(checkpoints: readonly AnchoredCheckpoint[], date: Date): string {
  const head = [
    'RESEAL CHECKPOINTS',
    `printed ${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    '',
    'Keep this sheet where nobody who runs the system can change it. Later type',
    'or scan the lines "log" to "root 4" into a file, and run:',
    '',
    '    reseal anchor check FILE',
    '',
    'The last four characters of each of these lines check the rest of it.',
  ]
  return `${[...head, ...checkpoints.map(formatEntry)].join('\n')}\n`
}

function formatEntry({ size, root, note }: AnchoredCheckpoint): string {
  const origin = note.slice(0, note.indexOf('\n'))
  const groups = Buffer.from(root).toString('hex').match(/.{16}/gu) ?? []
  const lines = [
    `log    ${origin}`,
    `size   ${size}`,
    ...groups.map((group, position) => `root ${position + 1} ${group.replaceAll(/(.{4})(?=.)/gu, '$1 ')}`),
  ]
  return [
    '',
    '-'.repeat(72),
    ...lines.map((line) => `${line}  ${checkDigits(line)}`),
    '',
    'the note as it was signed:',
    '',
    note.trimEnd(),
  ].join('\n')
}

/**
 * Reads a sheet back, in whatever spacing and case; what it does not know it passes over.
 * @throws BadSheetError naming the line
 */
export function parseCheckpointSheet(text: string): readonly SheetEntry[] {
  const entries: SheetEntry[] = []
  let open: { origin?: string; size?: number; root: string } | undefined
  for (const [position, raw] of text.split(/\r?\n/u).entries()) {
    const line = raw.trim().replaceAll(/\s+/gu, ' ')
    if (!/^(log|size|root \d)(\s|$)/iu.test(line)) continue
    const [name, value] = readLine(line, position + 1)
    if (name === 'log') {
      if (open !== undefined) throw new BadSheetError(position + 1)
      open = { origin: value, root: '' }
    } else if (open === undefined) {
      throw new BadSheetError(position + 1)
    } else if (name === 'size') {
      open.size = Number(value)
      if (!Number.isSafeInteger(open.size) || open.size <= 0) throw new BadSheetError(position + 1)
    } else {
      if (Number(name.slice(-1)) !== open.root.length / 16 + 1) throw new BadSheetError(position + 1)
      open.root += value
      const { origin, size, root } = open
      if (root.length < rootLines * 16) continue
      if (origin === undefined || size === undefined) throw new BadSheetError(position + 1)
      entries.push({ origin, size, root: new Uint8Array(Buffer.from(root, 'hex')) })
      open = undefined
    }
  }
  if (open !== undefined || entries.length === 0) throw new BadSheetError(undefined)
  return entries
}

/** A line's name and value, its check digits held against both. */
function readLine(line: string, number: number): readonly [name: string, value: string] {
  const named = namedLinePattern.exec(line)
  const root = rootLinePattern.exec(line.toLowerCase())
  const [name, value, digits] = named
    ? [named[1]?.toLowerCase() ?? '', named[2] ?? '', named[3] ?? '']
    : [`root ${root?.[1] ?? ''}`, root?.[2]?.trim() ?? '', root?.[3] ?? '']
  if ((!named && !root) || checkDigits(`${name} ${value}`) !== digits.toLowerCase())
    throw new BadSheetError(number)
  return [name, root ? value.replaceAll(' ', '') : value]
}

/** Four hex digits over the line without its spaces. */
function checkDigits(line: string): string {
  return createHash('sha256').update(line.replaceAll(/\s+/gu, '')).digest('hex').slice(0, 4)
}

/** Which line of a sheet cannot be right; none where something is missing. */
export class BadSheetError extends StoreError {
  readonly line: number | undefined

  constructor(line: number | undefined) {
    super('bad_checkpoint_sheet')
    this.line = line
  }
}
