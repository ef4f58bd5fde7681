// Keys and checkpoints that somebody kept, as text: a verifier key, the printout of `reseal init`, a signed note.
import { parseNote, parseVerifierKey } from '@reseal/protocol/log'
import type { PinnedLog } from './checkpoints.ts'
import { type LogName, logNames } from './problem.ts'

/** Keys of the logs, as far as they are known. */
export type PinnedLogs = Readonly<Partial<Record<LogName, PinnedLog>>>

const keyPattern = /[^\s"'+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g

/** Every verifier key in a text. */
export function verifierKeysIn(text: string): readonly PinnedLog[] {
  return [...text.matchAll(keyPattern)].flatMap(([verifierKey]) => {
    try {
      return [{ origin: parseVerifierKey(verifierKey).name, verifierKey }]
    } catch {
      return []
    }
  })
}

/** Which log an origin names: by the pinned ones, else by how `reseal init` names them. */
export function logOfOrigin(origin: string | undefined, pinned: PinnedLogs = {}): LogName | undefined {
  return logNames.find((log) => {
    const known = pinned[log]
    return known ? known.origin === origin : origin?.endsWith(`/${log}`) === true
  })
}

/** The log's name in the first line of a signed note; undefined where it is none. */
export function originOfNote(note: string): string | undefined {
  try {
    return parseNote(note).text.split('\n')[0]
  } catch {
    return undefined
  }
}
