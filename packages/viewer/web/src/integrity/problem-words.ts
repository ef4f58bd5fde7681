// What a verification in the page found, and what to do about it.
import type { PageProblem } from './verify-in-page.ts'

const problems: Readonly<Record<PageProblem, readonly [what: string, advice: string]>> = {
  not_a_key: ['This is no key of a log.', 'A key is one line, name+hash+key, as “reseal init” printed it.'],
  not_a_checkpoint: [
    'The checkpoint you kept cannot be read.',
    'Paste it whole, from its first line to the signature that begins with a dash.',
  ],
  not_a_receipt: [
    'This is no receipt.',
    'A receipt is a .tlog-proof file; its first line is c2sp.org/tlog-proof@v1.',
  ],
  bad_signature: [
    'The signature is not by this key.',
    'If the key is the one that “reseal init” printed, the checkpoint was made by someone else: keep both, and call whoever answers for this deployment.',
  ],
  bad_proof: [
    'The receipt does not prove its leaf.',
    'It was changed after it was made, or never was one. Ask for a fresh receipt of the same event and compare the two.',
  ],
  no_checkpoint: [
    'Nothing is anchored yet.',
    'The worker anchors within a second once it runs. Ask an admin whether it does.',
  ],
  gap: [
    'A leaf is missing.',
    'Keep the newest checkpoint and run “reseal verify” against the anchors: it names what is gone. Tell the privacy officer.',
  ],
  changed_leaf: [
    'A leaf is not what was hashed.',
    'Someone changed it in the database. Run “reseal verify” against the anchors, and keep this page’s result.',
  ],
  time_decreases: [
    'A leaf is older than the one before it.',
    'Times of a log never decrease. Run “reseal verify”, which tells a clock from a forgery.',
  ],
  other_root: [
    'These leaves are not the ones that were signed.',
    'Something was changed after it was anchored. Run “reseal verify” against the anchors: it names the first bad leaf. Until then trust no answer of this log.',
  ],
  too_short: [
    'The log ends before its checkpoint does.',
    'Leaves that were anchored are gone from the database, as after a restore from a backup. “reseal verify” names them.',
  ],
  other_history: [
    'This log does not continue the one that your checkpoint is of.',
    'History before your checkpoint was rewritten, and signed anew. Keep your checkpoint: together with this one it proves it.',
  ],
  shrunk: [
    'Your checkpoint covers more leaves than the log’s newest.',
    'The log was cut back since. Keep your checkpoint: it is the proof.',
  ],
}

/** A problem as a sentence, and the advice that follows. */
export function problemWords(problem: PageProblem): { readonly what: string; readonly advice: string } {
  const [what, advice] = problems[problem]
  return { what, advice }
}
