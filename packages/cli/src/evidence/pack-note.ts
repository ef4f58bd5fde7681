// The signed line under an evidence pack: a C2SP signed note by the deployment's checkpoint key under a name of its own, so that
// neither a checkpoint nor a pack can be taken for the other. Its text begins with that name, which no log has.
import { parseVerifierKey } from '@reseal/protocol/log'

const noteFormat = 'reseal evidence/1'

/** What the note says of a pack. */
export interface PackNote {
  readonly name: string
  readonly manifestSha256: string
  readonly madeAt: string
  readonly period: string
}

/** The name that packs of a deployment are signed under, by the origin of its audit log: `reseal-ab12/evidence`. */
export function evidenceName(auditOrigin: string): string {
  return `${auditOrigin.replace(/\/audit$/, '')}/evidence`
}

/** Name and raw public key that a deployment's packs verify by, from the pinned verifier key of its audit log. */
export function evidenceKey(auditVerifierKey: string): {
  readonly name: string
  readonly publicKey: Uint8Array
} {
  const { name, publicKey } = parseVerifierKey(auditVerifierKey)
  return { name: evidenceName(name), publicKey }
}

/** The note's text. */
export function formatPackNote({ name, manifestSha256, madeAt, period }: PackNote): string {
  return `${[name, noteFormat, manifestSha256, madeAt, period].join('\n')}\n`
}

/** Reads a text whose signature was checked; undefined where it is no pack's. */
export function parsePackNote(text: string): PackNote | undefined {
  const [name = '', format, manifestSha256 = '', madeAt = '', period = '', ...more] = text.split('\n')
  if (format !== noteFormat || !/^[0-9a-f]{64}$/.test(manifestSha256) || more.join('') !== '')
    return undefined
  return { name, manifestSha256, madeAt, period }
}
