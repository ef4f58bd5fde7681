// What the manifest is after a build: the decisions that people took, over the texts that are there now (docs/provenance.md).

import type { CollectedText } from '../collected-text.ts'
import { judgeText } from '../judge/judge-text.ts'
import {
  compareCodePoints,
  type Decision,
  type Manifest,
  type ManifestEntry,
  reasonKind,
  sortedUnique,
} from './manifest.ts'

/** How texts come in that nobody has decided about. */
export interface MergeOptions {
  /** `pending`: masked until the file says `allow`. `allow`: allowed at once, unless withheld. */
  readonly newTexts: 'pending' | 'allow'
}

interface Present {
  readonly from: string[]
  isAnswer: boolean
}

/**
 * The manifest of the texts that a build collected. Decisions stay; texts that are gone are left out, denied ones excepted. An
 * `allow` covers the kind of reason that stood beside it: when a text comes to be withheld for another kind, it is pending again.
 */
export function mergeManifest(
  manifest: Manifest,
  collected: Iterable<CollectedText>,
  options: MergeOptions,
): Manifest {
  const known = new Map(manifest.texts.map((entry) => [entry.text, entry]))
  const present = presentTexts(collected)
  const texts: ManifestEntry[] = []
  for (const [text, { from, isAnswer }] of present) {
    const entry = known.get(text)
    const withheld = judgeText(text, { isAnswer, from })
    texts.push({
      text,
      decision: decisionOf(entry, withheld, options),
      ...(withheld !== undefined && { withheld }),
      from: sortedUnique(from),
    })
  }
  for (const entry of manifest.texts) {
    if (entry.decision === 'deny' && !present.has(entry.text)) texts.push({ ...entry, from: [] })
  }
  return { version: 1, texts: texts.sort((a, b) => compareCodePoints(a.text, b.text)) }
}

/**
 * The texts that a build may make readable: those the manifest allows, among the ones that are present in this build. Sorted by code
 * point.
 */
export function allowedTexts(manifest: Manifest, present: Iterable<string>): string[] {
  const held = new Set(present)
  return sortedUnique(
    manifest.texts
      .filter(({ text, decision }) => decision === 'allow' && held.has(text))
      .map(({ text }) => text),
  )
}

function presentTexts(collected: Iterable<CollectedText>): Map<string, Present> {
  const present = new Map<string, Present>()
  for (const { text, from, isAnswer = false } of collected) {
    const known = present.get(text)
    if (known) {
      known.from.push(from)
      known.isAnswer ||= isAnswer
    } else present.set(text, { from: [from], isAnswer })
  }
  return present
}

function decisionOf(
  entry: ManifestEntry | undefined,
  withheld: string | undefined,
  { newTexts }: MergeOptions,
): Decision {
  if (entry?.decision === 'deny') return 'deny'
  if (entry?.decision === 'allow' && isCovered(entry, withheld)) return 'allow'
  return newTexts === 'allow' && withheld === undefined ? 'allow' : 'pending'
}

function isCovered(entry: ManifestEntry, withheld: string | undefined): boolean {
  return withheld === undefined || reasonKind(withheld) === reasonKind(entry.withheld)
}
