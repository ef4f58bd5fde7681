// reseal evidence verify: a pack against the pinned key of its deployment's audit log, without the deployment.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProtocolError } from '@reseal/protocol'
import { verifyNote } from '@reseal/protocol/log'
import { createCheckpointVerifier } from '@reseal/store'
import type { PinnedLogs } from '@reseal/verifier'
import { z } from 'zod'
import { verifyReceipt } from '../receipt/verify-receipt.ts'
import { manifestFile, noteFile } from './pack-files.ts'
import { evidenceKey, parsePackNote } from './pack-note.ts'

/** What is wrong with a pack. */
export type PackProblem =
  | 'no_pack'
  | 'bad_signature'
  | 'manifest_altered'
  | 'file_missing'
  | 'file_altered'
  | 'file_unlisted'
  | 'receipt_broken'

/** What a check of a pack found. */
export interface PackReport {
  readonly verdict: 'intact' | 'broken'
  readonly deployment?: string
  readonly period?: string
  readonly madeAt?: string
  readonly files: number
  readonly receipts: number
  readonly problems: readonly { readonly kind: PackProblem; readonly file: string }[]
}

const manifestSchema = z.object({
  format: z.literal('reseal-evidence/1'),
  deployment: z.string(),
  period: z.string(),
  made_at: z.string(),
  files: z.array(
    z.object({
      // A name, never a way out of the folder.
      name: z.string().regex(/^[\w-][\w.-]*$/),
      size_bytes: z.int().nonnegative(),
      sha256: z.string(),
    }),
  ),
})

const reviewsSchema = z.object({ reviews: z.array(z.object({ receipt: z.string().nullable() })) })

/** Checks signature, manifest, every file, and every receipt of a review. */
export async function verifyPack(
  folder: string,
  pinned: Required<Pick<PinnedLogs, 'audit'>>,
): Promise<PackReport> {
  const nothing = { verdict: 'broken', files: 0, receipts: 0 } as const
  const [manifestBytes, note] = await Promise.all([
    readFile(join(folder, manifestFile)).catch(() => undefined),
    readFile(join(folder, noteFile), 'utf8').catch(() => undefined),
  ])
  if (manifestBytes === undefined || note === undefined) {
    return { ...nothing, problems: [{ kind: 'no_pack', file: manifestBytes ? noteFile : manifestFile }] }
  }
  const signed = await readSigned(note, pinned.audit.verifierKey)
  if (signed === undefined) return { ...nothing, problems: [{ kind: 'bad_signature', file: noteFile }] }
  const manifest = parseManifest(manifestBytes)
  const isSigned = createHash('sha256').update(manifestBytes).digest('hex') === signed.manifestSha256
  if (!isSigned || manifest === undefined) {
    return { ...nothing, problems: [{ kind: 'manifest_altered', file: manifestFile }] }
  }
  const problems = await checkFiles(folder, manifest.files)
  const receipts = await checkReceipts(folder, pinned)
  problems.push(...receipts.problems)
  return {
    verdict: problems.length === 0 ? 'intact' : 'broken',
    deployment: manifest.deployment,
    period: manifest.period,
    madeAt: manifest.made_at,
    files: manifest.files.length,
    receipts: receipts.count,
    problems,
  }
}

async function readSigned(note: string, verifierKey: string): Promise<ReturnType<typeof parsePackNote>> {
  const { name, publicKey } = evidenceKey(verifierKey)
  try {
    const text = await verifyNote(note, createCheckpointVerifier(name, publicKey))
    const parsed = parsePackNote(text)
    return parsed?.name === name ? parsed : undefined
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function parseManifest(bytes: Uint8Array): z.infer<typeof manifestSchema> | undefined {
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    return undefined
  }
}

async function checkFiles(
  folder: string,
  files: z.infer<typeof manifestSchema>['files'],
): Promise<{ kind: PackProblem; file: string }[]> {
  const problems: { kind: PackProblem; file: string }[] = []
  for (const { name, size_bytes: size, sha256 } of files) {
    const found = await hashFile(join(folder, name)).catch(() => undefined)
    if (found === undefined) problems.push({ kind: 'file_missing', file: name })
    else if (found.sha256 !== sha256 || found.size !== size)
      problems.push({ kind: 'file_altered', file: name })
  }
  const listed = new Set([manifestFile, noteFile, ...files.map(({ name }) => name)])
  for (const name of await readdir(folder)) {
    if (!listed.has(name)) problems.push({ kind: 'file_unlisted', file: name })
  }
  return problems
}

async function hashFile(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    size += piece.length
  }
  return { sha256: hash.digest('hex'), size }
}

/** Reviews that were not yet anchored have no receipt; of the others each must prove its leaf. */
async function checkReceipts(
  folder: string,
  pinned: PinnedLogs,
): Promise<{ count: number; problems: { kind: PackProblem; file: string }[] }> {
  const file = 'access-reviews.json'
  const text = await readFile(join(folder, file), 'utf8').catch(() => undefined)
  if (text === undefined) return { count: 0, problems: [] }
  const reviews = parseReviews(text)
  if (reviews === undefined) return { count: 0, problems: [{ kind: 'receipt_broken', file }] }
  let count = 0
  for (const { receipt } of reviews) {
    if (receipt === null) continue
    count += 1
    const { verdict } = await verifyReceipt(receipt, pinned)
    if (verdict !== 'intact') return { count, problems: [{ kind: 'receipt_broken', file }] }
  }
  return { count, problems: [] }
}

function parseReviews(text: string): z.infer<typeof reviewsSchema>['reviews'] | undefined {
  try {
    return reviewsSchema.parse(JSON.parse(text)).reviews
  } catch {
    return undefined
  }
}
