// What a change of the manifest makes readable and what it stops: for `reseal manifest diff` and whoever reviews a pull request.

import type { Manifest, ManifestEntry } from './manifest.ts'

/** One text that a change of the manifest is about. */
export interface ManifestChange {
  readonly text: string
  /** Why the build would not allow it by itself. */
  readonly withheld?: string
  /** Where it stands after the change, or stood before it. */
  readonly from: readonly string[]
  /** Whether the manifest before did not have the text, had it with another decision, or whether the text is gone. */
  readonly why: 'new' | 'decided' | 'removed'
}

/** What becomes of the texts, each list in the order of the manifest. */
export interface ManifestDiff {
  /** Allowed now, and not before. */
  readonly readable: readonly ManifestChange[]
  /** Allowed before, and not now. */
  readonly masked: readonly ManifestChange[]
  /** Wait for a decision now, and did not before. Nothing speaks against them. */
  readonly pending: readonly ManifestChange[]
  /** Wait for a decision now, and did not before, or not for this reason: they are withheld. */
  readonly withheld: readonly ManifestChange[]
  /** Denied now, and neither denied nor allowed before. */
  readonly denied: readonly ManifestChange[]
}

/** Compares two manifests by what they let through. An entry whose place alone changed is in none of the lists. */
export function diffManifests(before: Manifest, after: Manifest): ManifestDiff {
  const old = new Map(before.texts.map((entry) => [entry.text, entry]))
  const current = new Set(after.texts.map(({ text }) => text))
  const select = (wanted: (was: ManifestEntry | undefined, is: ManifestEntry) => boolean): ManifestChange[] =>
    after.texts
      .filter((entry) => wanted(old.get(entry.text), entry))
      .map((entry) => changeOf(entry, old.has(entry.text) ? 'decided' : 'new'))
  const isNewlyPending = (was: ManifestEntry | undefined, is: ManifestEntry): boolean =>
    is.decision === 'pending' && (was?.decision !== 'pending' || was.withheld !== is.withheld)
  const removed = before.texts
    .filter(({ text, decision }) => decision === 'allow' && !current.has(text))
    .map((entry) => changeOf(entry, 'removed'))
  return {
    readable: select((was, is) => is.decision === 'allow' && was?.decision !== 'allow'),
    masked: [...select((was, is) => is.decision !== 'allow' && was?.decision === 'allow'), ...removed],
    pending: select((was, is) => isNewlyPending(was, is) && is.withheld === undefined),
    withheld: select((was, is) => isNewlyPending(was, is) && is.withheld !== undefined),
    denied: select(
      (was, is) => is.decision === 'deny' && was?.decision !== 'deny' && was?.decision !== 'allow',
    ),
  }
}

function changeOf(entry: ManifestEntry, why: ManifestChange['why']): ManifestChange {
  const { text, withheld, from } = entry
  return { text, ...(withheld !== undefined && { withheld }), from, why }
}
