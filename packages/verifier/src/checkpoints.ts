// Reads every anchored checkpoint of a log and keeps those that the pinned key signed (C2SP tlog-checkpoint), in the
// order of their sizes. There may be one a second for years: what is kept of each are 48 bytes, and not in memory.
import {
  type Checkpoint,
  type NoteVerifier,
  parseCheckpoint,
  parseVerifierKey,
  verifyNote,
} from '@reseal/protocol/log'
import { type Bytes, isSame, toHex } from './bytes.ts'
import type { Platform, Spill } from './platform.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import type { FoundCheckpoint, VerifyProgress } from './sources.ts'

/** A log's name and the key that signs for it, as pinned when the deployment was made. */
export interface PinnedLog {
  readonly origin: string
  /** C2SP verifier key: name, key hash and public key. */
  readonly verifierKey: string
}

/** A checkpoint whose signature holds. */
export interface SignedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** True for one that the person who verifies kept, not one from the anchor. */
  readonly kept: boolean
}

/** The signed checkpoints of a log, ascending; one for each size, but where two of one size have different roots. */
export interface CheckpointSeries {
  readonly anchoredCount: number
  /** Size of the newest anchored one. */
  readonly anchoredSize: number
  read(): AsyncGenerator<SignedCheckpoint>
}

/** What reading them needs. */
export interface CheckpointsInput {
  readonly log: LogName
  readonly pinned: PinnedLog
  readonly platform: Platform
  /** Ascending by name, which is by size. */
  readonly found: AsyncIterable<FoundCheckpoint>
  /** A signed checkpoint that the person who verifies kept from before. */
  readonly kept?: string
  readonly problems: ProblemCollector
  onProgress?(progress: VerifyProgress): void
}

/**
 * Reads, checks and orders them.
 * @throws ProtocolError 'bad_key' when the pinned key is none
 */
export async function readCheckpoints(input: CheckpointsInput): Promise<CheckpointSeries> {
  const { log, problems, kept } = input
  const verifier = createNoteVerifier(input.pinned.verifierKey, input.platform)
  const own = kept === undefined ? undefined : await check(input, verifier, { name: 'kept', note: kept })
  const list = createList(input.platform)
  let before: SignedCheckpoint | undefined
  let anchoredCount = 0
  let anchoredSize = 0
  const take = (checkpoint: SignedCheckpoint): void => {
    if (before?.size === checkpoint.size) {
      if (isSame(before.root, checkpoint.root)) return
      reportFork(problems, log, checkpoint.size)
    }
    list.add(checkpoint)
    before = checkpoint
  }
  let waiting = own && { ...own, kept: true }
  for await (const found of input.found) {
    const checkpoint = await check(input, verifier, found)
    if (!checkpoint) continue
    // Anchored first: where both have one size, the anchored one is the one that counts leaves.
    if (waiting && waiting.size < checkpoint.size) {
      take(waiting)
      waiting = undefined
    }
    take({ ...checkpoint, kept: false })
    anchoredCount += 1
    anchoredSize = Math.max(anchoredSize, checkpoint.size)
    input.onProgress?.({ step: 'checkpoints', log, done: anchoredCount, total: 0 })
  }
  if (waiting && waiting.size <= anchoredSize) take(waiting)
  else if (waiting) {
    const detail = 'the anchor ends before the kept checkpoint: its newest checkpoints are gone'
    problems.report(
      'kept_checkpoint_inconsistent',
      { log, treeSize: waiting.size, leafIndex: anchoredSize },
      detail,
    )
  }
  return { anchoredCount, anchoredSize, read: () => list.read() }
}

function reportFork(problems: ProblemCollector, log: LogName, treeSize: number): void {
  const detail = 'two signed checkpoints of one size have different roots'
  problems.report('checkpoint_fork', { log, treeSize }, detail)
}

/** A verifier for signed notes from its text form. */
function createNoteVerifier(verifierKey: string, platform: Platform): NoteVerifier {
  const { name, publicKey } = parseVerifierKey(verifierKey)
  return {
    name,
    publicKey,
    verify: (message, signature) => platform.verifyEd25519(publicKey, message, signature),
  }
}

/** A checkpoint if it is signed by the pinned key for this log and lies under its own name; otherwise a finding. */
async function check(
  { log, pinned, problems }: CheckpointsInput,
  verifier: NoteVerifier,
  { name, note }: FoundCheckpoint,
): Promise<Checkpoint | undefined> {
  const place = { log, object: name, ...placeByName(name) }
  let text: string
  try {
    text = await verifyNote(note, verifier)
  } catch {
    problems.report('checkpoint_signature', place, 'a checkpoint is not signed by the pinned key')
    return undefined
  }
  const checkpoint = tryParse(text)
  if (!checkpoint) {
    problems.report('checkpoint_unreadable', place, 'a signed checkpoint cannot be read')
  } else if (checkpoint.origin !== pinned.origin) {
    problems.report('checkpoint_unreadable', place, 'a checkpoint names another log')
  } else if (name !== 'kept' && !name.endsWith(nameOf(checkpoint))) {
    problems.report('checkpoint_unreadable', place, 'a checkpoint lies under the name of another')
  } else {
    return checkpoint
  }
  return undefined
}

function tryParse(text: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(text)
  } catch {
    return undefined
  }
}

/** Checkpoints are written once, named by size and root, so that none replaces another. */
function nameOf({ size, root }: Checkpoint): string {
  return `${String(size).padStart(20, '0')}-${toHex(root).slice(0, 16)}`
}

/** The size that a checkpoint's name claims: where in the log a bad one lies. */
function placeByName(name: string): { treeSize?: number } {
  const treeSize = Number(/(?:^|\/)(\d{20})-[0-9a-f]{16}$/.exec(name)?.[1] ?? Number.NaN)
  return Number.isSafeInteger(treeSize) ? { treeSize } : {}
}

const recordBytes = 48
const bufferRecords = 1024

/** Checkpoints as records of fixed size, beyond a thousand outside of memory. */
function createList(platform: Platform): {
  add(checkpoint: SignedCheckpoint): void
  read(): AsyncGenerator<SignedCheckpoint>
} {
  const buffer = new Uint8Array(recordBytes * bufferRecords)
  const view = new DataView(buffer.buffer)
  let used = 0
  let spill: Spill | undefined
  return {
    add: ({ size, root, kept }) => {
      if (used === buffer.length) {
        spill ??= platform.openSpill()
        spill.append(buffer.slice())
        used = 0
      }
      view.setFloat64(used, size)
      buffer.set(root, used + 8)
      buffer[used + 40] = kept ? 1 : 0
      used += recordBytes
    },
    async *read() {
      for await (const piece of spill?.pieces() ?? []) yield* readRecords(piece)
      yield* readRecords(buffer.slice(0, used))
    },
  }
}

function* readRecords(bytes: Bytes): Generator<SignedCheckpoint> {
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length; at += recordBytes) {
    yield { size: view.getFloat64(at), root: bytes.subarray(at + 8, at + 40), kept: bytes[at + 40] === 1 }
  }
}
