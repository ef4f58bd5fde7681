// What the trust line says of the logs: pure, so that each of its states has a test.
import type { AnchorPlaceReply, IntegrityReply, LogIntegrity } from '../../../src/api-types.ts'

export interface TrustItem {
  readonly tone: 'good' | 'warning' | 'error' | 'none'
  readonly text: string
  readonly explanation: string
}

/** A leaf that waits longer for its anchor than this is worth a look; the worker anchors every second. */
const slowAnchorMs = 10_000

/** How far the logs are anchored: the worse of the two. `passedMs` is the time since the server was asked. */
export function anchorItem(integrity: IntegrityReply, passedMs: number): TrustItem {
  const logs: readonly LogIntegrity[] = [integrity.logs.audit, integrity.logs.recordings]
  const waitingMs = Math.max(...logs.map(({ unanchoredForMs }) => unanchoredForMs))
  const waiting = unanchoredCount(integrity)
  const { alteredCount, maxAgeMs } = integrity.anchoring
  const ages = logs.flatMap(({ anchorAgeMs }) => (anchorAgeMs === null ? [] : [anchorAgeMs]))
  const total = `audit ${integrity.logs.audit.anchoredSize} of ${integrity.logs.audit.size} leaves, recordings ${integrity.logs.recordings.anchoredSize} of ${integrity.logs.recordings.size}`
  if (ages.length === 0) {
    return {
      tone: 'error',
      text: 'not anchored',
      explanation: `No checkpoint has been anchored yet: ${total}.`,
    }
  }
  if (alteredCount > 0) {
    const explanation = `${alteredCount} anchored objects were deleted or overwritten behind the worker's back. \`reseal verify\` names them.`
    return { tone: 'error', text: 'anchors altered', explanation }
  }
  if (integrity.logs.audit.unanchoredForMs + passedMs > maxAgeMs) {
    const text = `anchors late, ${formatAge(waitingMs + passedMs)}: replays paused`
    return {
      tone: 'error',
      text,
      explanation: `${waiting} leaves wait for their anchor: ${total}. Replays go on by themselves once the worker anchors.${lacks(integrity)}`,
    }
  }
  if (waitingMs > slowAnchorMs) {
    const text = `anchoring waits ${formatAge(waitingMs + passedMs)}`
    return {
      tone: 'warning',
      text,
      explanation: `${waiting} leaves wait for their anchor: ${total}.${lacks(integrity)}`,
    }
  }
  const text = `anchored ${formatAge(Math.min(...ages) + passedMs)} ago`
  return { tone: 'good', text, explanation: `Newest checkpoint in the anchor: ${total}.${lacks(integrity)}` }
}

/** Leaves of both logs that no checkpoint of the required places covers. */
function unanchoredCount({ logs }: IntegrityReply): number {
  return [logs.audit, logs.recordings].reduce(
    (count, { size, anchoredSize }) => count + Math.max(0, size - anchoredSize),
    0,
  )
}

const placeLabels: Readonly<Record<AnchorPlaceReply['place'], string>> = {
  folder: 'folder copy',
  s3: 'bucket copy',
  sink: 'HTTPS sink',
}

/** `bucket copy has all`, `HTTPS sink (required) lacks 12`. */
function placeSentence({ place, isRequired, missingCount }: AnchorPlaceReply): string {
  const name = `${placeLabels[place]}${isRequired ? ' (required)' : ''}`
  return missingCount === 0 ? `${name} has all` : `${name} lacks ${missingCount.toLocaleString('en')}`
}

function lacks({ anchoring }: IntegrityReply): string {
  const behind = anchoring.places.filter(({ missingCount }) => missingCount > 0)
  return behind.length === 0 ? '' : ` ${behind.map(placeSentence).join(', ')}.`
}

/** The sentence of the audit page: how many leaves are not anchored, since when, and how each place stands. */
export function anchorSentence(integrity: IntegrityReply): TrustItem {
  const { tone, text, explanation } = anchorItem(integrity, 0)
  const waiting = unanchoredCount(integrity)
  const count = waiting === 0 ? 'every leaf is anchored' : `${waiting.toLocaleString('en')} not anchored yet`
  const { places, isStrict } = integrity.anchoring
  const parts = [text, count, ...places.map(placeSentence), ...(isStrict ? ['strict mode'] : [])]
  return { tone, text: parts.join(' · '), explanation }
}

/** What the last verification found. */
export function verificationItem(integrity: IntegrityReply): TrustItem {
  const last = integrity.lastVerification
  if (last === undefined) {
    return {
      tone: 'none',
      text: 'not verified yet',
      explanation: '`reseal verify` checks everything from the anchors.',
    }
  }
  const at = new Date(last.atMs).toISOString().slice(0, 16).replace('T', ' ')
  return last.ok
    ? {
        tone: 'good',
        text: 'verified',
        explanation: `The last verification, ${at} UTC, found everything intact.`,
      }
    : {
        tone: 'error',
        text: 'verification failed',
        explanation: `The last verification, ${at} UTC, found damage.`,
      }
}

/** `0.4 s`, `12 s`, `3 min`, `2 h`, `5 d`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, ageMs) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 99.5) return `${seconds.toFixed(0)} s`
  if (seconds < 5940) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
