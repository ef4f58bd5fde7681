// Reads every anchored checkpoint of a log and keeps those that the pinned key signed (C2SP tlog-checkpoint).
import {
  type Checkpoint,
  type NoteVerifier,
  parseCheckpoint,
  parseVerifierKey,
  verifyNote,
} from '@reseal/protocol/log'
import { createCheckpointVerifier } from '@reseal/store'
import type { LogName, ProblemCollector } from './problem.ts'
import type { FoundCheckpoint } from './sources.ts'

/** A log's name and the key that signs for it, as pinned when the deployment was made. */
export interface PinnedLog {
  readonly origin: string
  /** C2SP verifier key: name, key hash and public key. */
  readonly verifierKey: string
}

/** A checkpoint whose signature holds. */
export interface SignedCheckpoint extends Checkpoint {
  /** True for one that the person who verifies kept, not one from the anchor. */
  readonly kept: boolean
}

/**
 * A verifier for signed notes from its text form.
 * @throws ProtocolError 'bad_key'
 */
export function createNoteVerifier(verifierKey: string): NoteVerifier {
  const { name, publicKey } = parseVerifierKey(verifierKey)
  return createCheckpointVerifier(name, publicKey)
}

interface CheckpointCheck {
  readonly log: LogName
  readonly pinned: PinnedLog
  readonly verifier: NoteVerifier
  readonly problems: ProblemCollector
}

/** A checkpoint if it is signed by the pinned key for this log; otherwise a finding. */
export async function checkCheckpoint(
  { log, pinned, verifier, problems }: CheckpointCheck,
  found: FoundCheckpoint,
  kept = false,
): Promise<SignedCheckpoint | undefined> {
  const place = { log, object: found.name }
  let text: string
  try {
    text = await verifyNote(found.note, verifier)
  } catch {
    problems.report('checkpoint_signature', place, 'a checkpoint is not signed by the pinned key')
    return undefined
  }
  try {
    const checkpoint = parseCheckpoint(text)
    if (checkpoint.origin !== pinned.origin) {
      problems.report('checkpoint_unreadable', place, 'a checkpoint names another log')
      return undefined
    }
    if (!kept && !found.name.endsWith(nameOf(checkpoint))) {
      problems.report('checkpoint_unreadable', place, 'a checkpoint lies under the name of another')
    }
    return { ...checkpoint, kept }
  } catch {
    problems.report('checkpoint_unreadable', place, 'a signed checkpoint cannot be read')
  }
  return undefined
}

/** Checkpoints are written once, named by size and root, so that none replaces another. */
function nameOf({ size, root }: Checkpoint): string {
  return `${String(size).padStart(20, '0')}-${Buffer.from(root).toString('hex').slice(0, 16)}`
}

/**
 * Orders checkpoints by size and leaves one of each; two roots for one size are a fork, the strongest sign that the
 * log showed different histories to different readers.
 */
export function orderCheckpoints(
  log: LogName,
  checkpoints: readonly SignedCheckpoint[],
  problems: ProblemCollector,
): readonly SignedCheckpoint[] {
  const ordered = [...checkpoints].sort((a, b) => a.size - b.size)
  return ordered.filter((checkpoint, position) => {
    const before = ordered[position - 1]
    if (before?.size !== checkpoint.size) return true
    if (!Buffer.from(before.root).equals(checkpoint.root)) {
      const place = { log, treeSize: checkpoint.size }
      problems.report('checkpoint_fork', place, 'two signed checkpoints of one size have different roots')
    }
    return false
  })
}
