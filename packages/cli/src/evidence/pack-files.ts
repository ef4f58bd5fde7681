// The folder of an evidence pack: files that are written once, each with its size and hash, under one signed manifest.
import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type NoteSigner, signNote } from '@reseal/protocol/log'
import { CliError } from '../cli-error.ts'
import { formatPackNote } from './pack-note.ts'

/** Names that are not listed in the manifest: itself, and its signature. */
export const manifestFile = 'manifest.json'
export const noteFile = 'manifest.note'

/** A file of a pack. */
export interface PackedFile {
  readonly name: string
  readonly size_bytes: number
  readonly sha256: string
}

/** What the manifest says beside the files. */
export interface PackHead {
  readonly format: 'reseal-evidence/1'
  readonly deployment: string
  readonly period: string
  readonly from: string
  readonly before: string
  readonly made_at: string
  /** Leaf of the event that this pack was made. */
  readonly event_index: number
  readonly with_names: boolean
}

/** A pack while it is written. */
export interface PackFolder {
  writeJson(name: string, value: unknown): Promise<void>
  writeLines(name: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void>
  /** Writes manifest and signature; the files that it lists. */
  seal(head: PackHead, signer: NoteSigner): Promise<readonly PackedFile[]>
}

/**
 * Makes the folder.
 * @throws CliError 'usage' where something has that name
 */
export async function createPackFolder(folder: string): Promise<PackFolder> {
  await mkdir(folder, { mode: 0o700 }).catch((cause: unknown) => {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const advice = exists ? `${folder} exists; choose another --out.` : `${folder} cannot be made.`
    throw new CliError('usage', advice, { cause })
  })
  const files: PackedFile[] = []
  const write = async (
    name: string,
    pieces: AsyncIterable<string> | Iterable<string>,
  ): Promise<PackedFile> => {
    const handle = await open(join(folder, name), 'wx', 0o600)
    const hash = createHash('sha256')
    let size = 0
    try {
      for await (const piece of pieces) {
        const bytes = Buffer.from(piece)
        hash.update(bytes)
        size += bytes.length
        await handle.writeFile(bytes)
      }
    } finally {
      await handle.close()
    }
    return { name, size_bytes: size, sha256: hash.digest('hex') }
  }
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
  return {
    writeJson: async (name, value) => void files.push(await write(name, [json(value)])),
    writeLines: async (name, lines) => void files.push(await write(name, lines)),
    async seal(head, signer) {
      const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const { sha256 } = await write(manifestFile, [json({ ...head, files: sorted })])
      const note = { name: signer.name, manifestSha256: sha256, madeAt: head.made_at, period: head.period }
      await write(noteFile, [await signNote(formatPackNote(note), signer)])
      return sorted
    },
  }
}
