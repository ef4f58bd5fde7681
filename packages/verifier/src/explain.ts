// What each kind of finding means in plain words, and what to do next. docs/verify.md has the same, with more room.
import type { ProblemKind } from './problem.ts'

/** A finding for somebody who has to act on it. */
export interface Explanation {
  readonly means: string
  readonly next: string
}

const keepAll = 'Keep a copy of anchors, batches and database as they are now, before anything is repaired.'
const askAnchor =
  'Ask who can write where the anchors lie, and compare with a checkpoint that you kept (--since).'
const restoreRows =
  'Take the rows for lost from this index on; `reseal reindex` puts them back from the anchor.'
const restoreBatch = 'Put the object back from a copy of the bucket; without one the segments named are lost.'
const reindex = 'The recordings themselves are whole: `reseal reindex` builds the rows anew from them.'

const tiles: Explanation = {
  means:
    'Proofs cannot be read from the anchor here, but the signed checkpoints still hold: nothing in the log was changed.',
  next: `Restore the tile from a copy of the anchor. ${askAnchor}`,
}
const entries: Explanation = {
  means:
    'The copy of the leaves beside the tiles is spoiled here; a lost database could not be restored from it.',
  next: `Restore the object from a copy of the anchor. ${askAnchor}`,
}
const rows: Explanation = {
  means:
    'The database shows something else than the committed recordings hold: replays may be hidden, or show less than there is.',
  next: `${keepAll} ${reindex}`,
}
const exported: Explanation = {
  means: 'The export is not what the log holds; the log itself is not touched by that.',
  next: 'Do not rely on this export. Ask for a new one, without filters, and verify it.',
}
const committedWrong: Explanation = {
  means:
    'What was stored contradicts itself since it was committed: a faulty or hostile ingest or recorder made it so.',
  next: 'Take the stream for unreliable from this index on; look for who could write as ingest at that time.',
}

const explanations: Readonly<Record<ProblemKind, Explanation>> = {
  checkpoint_unreadable: {
    means:
      'Something lies among the anchored checkpoints that is none of this log, or under the name of another.',
    next: askAnchor,
  },
  checkpoint_signature: {
    means:
      'Somebody without the checkpoint key wrote a checkpoint, or changed one; or the key that you pinned is another.',
    next: `Compare the pinned key with the printout of \`reseal init\`. ${askAnchor}`,
  },
  checkpoint_fork: {
    means:
      'The log showed two histories of one length: whoever holds the checkpoint key signed both. One of them is false.',
    next: `${keepAll} Take the checkpoint key out of use, and compare both with checkpoints that others kept.`,
  },
  checkpoint_inconsistent: {
    means:
      'A signed checkpoint has a tree that neither the tiles nor any leaves give: the log was rewritten at or after this index.',
    next: `${keepAll} Nothing from this index on can be relied on until a copy is found that gives the signed root.`,
  },
  kept_checkpoint_inconsistent: {
    means:
      'What is anchored now does not continue the checkpoint that you kept: the log was rolled back or rewritten since.',
    next: `${keepAll} Your checkpoint is signed: whoever keeps the log has to show the leaves that give its root.`,
  },
  tile_missing: tiles,
  tile_altered: tiles,
  entries_missing: entries,
  entries_altered: entries,
  anchor_replaced: {
    means: 'The bucket has several versions of an object that is written once: somebody wrote over it.',
    next: `Read the older version, which Object Lock keeps. ${askAnchor}`,
  },
  anchor_deleted: {
    means: 'The bucket has a delete marker on an anchored object: somebody tried to remove it.',
    next: `Remove the marker; the object is still there. ${askAnchor}`,
  },
  leaf_altered: {
    means: 'Somebody changed this entry of the log in the database after it was anchored.',
    next: `${keepAll} The anchor has the entry as it was. ${restoreRows}`,
  },
  leaf_missing: {
    means: 'Somebody took this entry out of the log in the database; the anchor proves that it was there.',
    next: `${keepAll} ${restoreRows}`,
  },
  log_cut_off: {
    means: 'The database lacks the newest entries: it was rolled back to an older copy, or cut.',
    next: `${keepAll} ${restoreRows}`,
  },
  log_head_altered: {
    means: "The log's head and its newest entry do not fit: somebody edited one of them.",
    next: `${keepAll} Services refuse to append until it is repaired.`,
  },
  pin_altered: {
    means: 'This log does not begin as the pinned one did: log and key were exchanged together.',
    next: 'Compare with the printout of `reseal init`. If the key there is another, this is not the log that was started then.',
  },
  leaf_unreadable: {
    means:
      'An entry was signed that is of no known form: by a newer Reseal, or by somebody who could append.',
    next: 'Verify with the newest release; if it says the same, look for who could append at that time.',
  },
  personal_field_altered: {
    means:
      'The name, address or note shown beside this event is not the one that was committed: somebody exchanged it.',
    next: 'Do not rely on who is shown for this event.',
  },
  export_altered: exported,
  export_gap: exported,
  export_unreadable: exported,
  object_missing: {
    means: 'A batch that the log lists is gone from the bucket, and the segments in it with it.',
    next: restoreBatch,
  },
  object_altered: {
    means: 'A batch is not byte for byte what was committed.',
    next: restoreBatch,
  },
  segment_altered: {
    means: 'Bytes of this segment were changed after it was committed; it no longer opens.',
    next: restoreBatch,
  },
  segment_misplaced: {
    means: 'Another segment lies where this one was committed.',
    next: restoreBatch,
  },
  stream_header_missing: {
    means: 'No batch that is whole registers this stream; nothing of it can be opened.',
    next: 'Look at the other findings: the batch that held the header is most likely among them.',
  },
  chain_broken: committedWrong,
  stream_gap: {
    means:
      'Segments of this stream are in no batch, though later ones are: they are lost, or their batch is.',
    next: 'Look at the other findings: a batch that is gone takes its segments along. Replay marks the gap.',
  },
  time_decreases: {
    means: 'An entry or segment claims an earlier time than the one before it: it was dated back.',
    next: 'Do not rely on the times from here on; their order in the log still holds.',
  },
  close_leaf_disagrees: {
    means: "What the log says of this stream's end is not what the batches hold.",
    next: 'Look at the other findings first; if there are none, the stream was closed by somebody who could append.',
  },
  tombstone_disagrees: {
    means:
      'A stream was forgotten without the proof that whoever was recorded asked for it, that privacy officers ordered it, or that a redacted stream took its place.',
    next: 'Find out who wrote the tombstone: the recording may have been destroyed to hide it.',
  },
  derived_disagrees: {
    means:
      'A stream claims to be the redaction of another, and is not: of another history, or made under no order that the audit log knows.',
    next: 'Do not rely on what it shows. Its source, if it is still there, is what was recorded; find out who wrote this one.',
  },
  receipt_signature: {
    means: 'This is no receipt of this deployment.',
    next: 'Compare the receipt key with init.json.',
  },
  receipt_unfulfilled: {
    means: 'A segment was acknowledged as stored, with a signature, and is not there as it was.',
    next: `${keepAll} The receipt proves that it was there: ask whoever keeps the bucket.`,
  },
  batch_row_altered: rows,
  batch_row_missing: rows,
  segment_row_missing: rows,
  segment_row_altered: rows,
  segment_row_unknown: rows,
  manifest_unreadable: rows,
  stream_row_missing: rows,
  stream_row_altered: rows,
}

/** What a finding means, and what to do next. */
export function explainProblem(kind: ProblemKind): Explanation {
  return explanations[kind]
}
