// Verification in the page (docs/protocol.md §10): of receipts, and of the whole audit log from its leaves, hash by hash. What
// is believed is the key; one that the auditor kept makes it independent of this server.
import {
  appendLeaves,
  type Checkpoint,
  emptyFrontier,
  frontierRoot,
  leafHash,
  type NoteVerifier,
  ProtocolError,
  parseCheckpoint,
  parseVerifierKey,
  verifyNote,
  verifyTlogProof,
} from '@reseal/protocol/log'

/** What is wrong, in the page's words. */
export type PageProblem =
  | 'not_a_key'
  | 'not_a_checkpoint'
  | 'not_a_receipt'
  | 'bad_signature'
  | 'bad_proof'
  | 'no_checkpoint'
  | 'gap'
  | 'changed_leaf'
  | 'time_decreases'
  | 'other_root'
  | 'too_short'
  | 'other_history'
  | 'shrunk'

/** What verification came to. */
export type PageVerdict =
  | {
      readonly ok: true
      /** Leaves that were hashed, those under the checkpoint. */
      readonly size: number
      readonly root: string
      /** Leaves under the kept checkpoint that this log was found to continue. */
      readonly keptSize?: number
      readonly note: string
    }
  | {
      readonly ok: false
      readonly problem: PageProblem
      /** First leaf that is wrong. */
      readonly index?: number
    }

/** What there is to verify against. */
export interface LogEvidence {
  readonly note: string | null
  readonly verifierKey: string
  readonly origin: string | null
  /** A checkpoint from before. */
  readonly kept?: string
}

/** An export's line, as far as it is looked at. */
interface ExportLine {
  readonly index: number
  readonly leaf: string
  readonly leaf_hash: string
}

/** The key as it verifies; undefined where the text is none. */
function verifierOf(text: string): NoteVerifier | undefined {
  try {
    const key = parseVerifierKey(text.trim())
    return {
      ...key,
      verify: async (message, signature) => {
        const raw = new Uint8Array(key.publicKey)
        const imported = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
        return crypto.subtle.verify('Ed25519', imported, new Uint8Array(signature), new Uint8Array(message))
      },
    }
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** Verifies every leaf under the newest checkpoint, and that it continues the kept one. */
export async function verifyLog(
  { note, verifierKey, origin, kept }: LogEvidence,
  lines: AsyncIterable<string>,
  onProgress: (done: number, size: number) => void,
): Promise<PageVerdict> {
  const verifier = verifierOf(verifierKey)
  if (verifier === undefined) return { ok: false, problem: 'not_a_key' }
  if (note === null || origin === null) return { ok: false, problem: 'no_checkpoint' }
  const newest = await openCheckpoint(note, verifier)
  if ('problem' in newest) return { ok: false, ...newest }
  const before = kept === undefined ? undefined : await openCheckpoint(kept, verifier)
  if (before !== undefined && 'problem' in before) return { ok: false, ...before }
  if (before !== undefined && before.size > newest.size) return { ok: false, problem: 'shrunk' }
  const targets = [newest, ...(before === undefined ? [] : [before])]
  let tree = appendLeaves(emptyFrontier, [leafHash(utf8(origin))])
  let timeMs = 0
  for await (const text of lines) {
    const index = tree.size
    const line = JSON.parse(text) as ExportLine
    const said = JSON.parse(line.leaf) as { readonly time_ms?: number }
    const hash = leafHash(utf8(line.leaf))
    if (line.index !== index) return { ok: false, problem: 'gap', index }
    if (hex(hash) !== line.leaf_hash) return { ok: false, problem: 'changed_leaf', index }
    if ((said.time_ms ?? timeMs) < timeMs) return { ok: false, problem: 'time_decreases', index }
    timeMs = said.time_ms ?? timeMs
    tree = appendLeaves(tree, [hash])
    for (const target of targets) {
      if (target.size !== tree.size || hex(frontierRoot(tree)) === hex(target.root)) continue
      return { ok: false, problem: target === newest ? 'other_root' : 'other_history' }
    }
    if (tree.size % 500 === 0) onProgress(tree.size, newest.size)
    if (tree.size === newest.size) break
  }
  if (tree.size < newest.size) return { ok: false, problem: 'too_short', index: tree.size }
  return {
    ok: true,
    size: newest.size,
    root: hex(newest.root),
    note,
    ...(before !== undefined && { keptSize: before.size }),
  }
}

async function openCheckpoint(
  note: string,
  verifier: NoteVerifier,
): Promise<Checkpoint | { readonly problem: PageProblem }> {
  try {
    return parseCheckpoint(await verifyNote(note, verifier))
  } catch (error) {
    return { problem: isBadSignature(error) ? 'bad_signature' : 'not_a_checkpoint' }
  }
}

/** What a receipt proves. */
export type PageReceipt =
  | {
      readonly ok: true
      readonly index: number
      readonly size: number
      readonly leaf: Readonly<Record<string, unknown>>
    }
  | { readonly ok: false; readonly problem: PageProblem }

/** Verifies a receipt under one of the keys. */
export async function verifyReceiptText(text: string, keys: readonly string[]): Promise<PageReceipt> {
  let problem: PageProblem = 'not_a_key'
  for (const verifier of keys.map(verifierOf)) {
    if (verifier === undefined) continue
    try {
      const { index, entry, checkpoint } = await verifyTlogProof(text, verifier)
      const leaf = JSON.parse(new TextDecoder().decode(entry)) as Record<string, unknown>
      return { ok: true, index, size: checkpoint.size, leaf }
    } catch (error) {
      // A receipt that one key signed and that proves nothing is not explained by the other's silence.
      if (problem === 'not_a_key' || problem === 'bad_signature') problem = problemOf(error, text)
    }
  }
  return { ok: false, problem }
}

function problemOf(error: unknown, text: string): PageProblem {
  if (isBadSignature(error)) return 'bad_signature'
  return text.startsWith('c2sp.org/tlog-proof') ? 'bad_proof' : 'not_a_receipt'
}

function isBadSignature(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === 'bad_signature'
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
