// What a build says of its manifest, in a line or two: how much is readable, and what is left to decide.
import type { Manifest } from '../manifest/manifest.ts'

/** What came of a build. */
export interface SummaryOptions {
  /** The manifest file as the developer knows it. */
  readonly file: string
  readonly isChanged: boolean
  readonly canWrite: boolean
}

/** The lines of the summary. No text of the manifest is in them. */
export function summarise(manifest: Manifest, { file, isChanged, canWrite }: SummaryOptions): string[] {
  const allowed = manifest.texts.filter(({ decision }) => decision === 'allow').length
  const undecided = manifest.texts.filter(({ decision }) => decision === 'pending')
  const withheld = undecided.filter((entry) => entry.withheld !== undefined).length
  const pending = undecided.length - withheld
  const lines = [`reseal: ${allowed} texts allowed, ${pending} pending, ${withheld} withheld`]
  if (isChanged && canWrite) lines.push(`reseal: ${file} has changed: review and commit it`)
  if (undecided.length > 0) {
    lines.push(`reseal: pending and withheld texts stay masked until ${file} says "allow" or "deny" for them`)
  }
  return lines
}

/** The warning of a build that may not write the file and would have to. */
export function outdatedWarning(file: string): string {
  return `reseal: ${file} is not what this build would write, and was left as it is: build outside CI, review and commit it`
}
