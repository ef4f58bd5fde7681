// The key of each log: as the auditor kept it, or as leaf 0 says it, which proves nothing by itself.
import { encodeVerifierKey } from '@reseal/protocol/log'
import type { PinnedLog } from './checkpoints.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import { parseRecordingsLeaf } from './recordings-leaf.ts'
import type { AnchorSource } from './sources.ts'

/** The keys to verify with, and whose word they rest on. */
export interface FoundPins {
  readonly pinned: Readonly<Record<LogName, PinnedLog>>
  readonly keys: Readonly<Record<LogName, 'given' | 'leaf 0'>>
}

// The key of nobody: what it verifies is no signature.
const nobody = { name: 'none', publicKey: new Uint8Array(32) }

/** Completes the given keys by what the anchored leaf 0 of each log says. */
export async function findPinned(
  {
    pinned,
    anchor,
  }: { readonly pinned: Readonly<Partial<Record<LogName, PinnedLog>>>; readonly anchor: AnchorSource },
  problems: ProblemCollector,
): Promise<FoundPins> {
  const find = async (log: LogName): Promise<PinnedLog> =>
    pinned[log] ?? (await byLeaf(anchor, log, problems))
  const keyOf = (log: LogName): 'given' | 'leaf 0' => (pinned[log] ? 'given' : 'leaf 0')
  return {
    pinned: { audit: await find('audit'), recordings: await find('recordings') },
    keys: { audit: keyOf('audit'), recordings: keyOf('recordings') },
  }
}

async function byLeaf(anchor: AnchorSource, log: LogName, problems: ProblemCollector): Promise<PinnedLog> {
  const [first] = await anchor.leaves(log, 0, 1)
  const leaf = first && parseRecordingsLeaf(first.leaf, 0)
  if (leaf?.type === 'origin') return { origin: leaf.origin, verifierKey: leaf.key }
  problems.report('pin_altered', { log, leafIndex: 0 }, 'leaf 0 pins no key, and none was given')
  return { origin: nobody.name, verifierKey: encodeVerifierKey(nobody) }
}
