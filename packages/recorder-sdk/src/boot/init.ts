// The entry of the recorder: validates, waits for consent, starts and stops (design §5, consent before anything).
import { createReport } from '../browser/guard.ts'
import { createKeptRecord, trackKeptRecord } from '../browser/kept-record.ts'
import { type ConsentGrant, consentReceipt } from '../domain/consent.ts'
import { createSessionKeeper } from '../domain/session.ts'
import { RecorderError } from '../recorder-error.ts'
import { createSendParcel } from '../transport/send-parcel.ts'
import { clearQueue } from '../transport/transport.ts'
import { type ConsentMode, parseConfig, type RecorderOptions } from './config.ts'
import { rememberForInspection } from './inspect.ts'
import { type Recording, startRecording } from './recording.ts'

/** The recorder of a page. None of its functions throws or rejects. */
export interface Recorder {
  /**
   * Ends recording for this page load: observers go, what was captured is sealed and sent. Resolves when ingest
   * has it, or could not be reached: then it waits in the queue for the next page load.
   */
  stop(): Promise<void>
  /** Recording may begin, and begins. Lifts an earlier withdrawal. */
  grantConsent(grant?: ConsentGrant): void
  /**
   * Recording ends at once and everything not yet sent is deleted. Remembered in this browser until
   * `grantConsent()`. Resolves when the queue is empty.
   */
  withdrawConsent(): Promise<void>
  /**
   * Address of this moment in the viewer, `t` in milliseconds since the session began. Undefined without
   * `viewerUrl` and while nothing is recorded.
   */
  sessionUrl(): string | undefined
}

interface PrerenderingDocument {
  readonly prerendering?: boolean
}

function globalPrivacyControlIsOn(): boolean {
  return (navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl === true
}

/** Whether recording begins without being asked. Global Privacy Control outweighs any ground but consent. */
function startsByItself(mode: ConsentMode): boolean {
  return mode === 'granted' || (mode === 'not-needed' && !globalPrivacyControlIsOn())
}

/** A page that is prerendered may never be seen: nothing is recorded before it is. */
function whenVisited(start: () => void): void {
  if ((document as PrerenderingDocument).prerendering === true) {
    document.addEventListener('prerenderingchange', start, { once: true })
  } else start()
}

/** A recorder that records nothing: what `init` gives where there is no page, such as on a server. */
export const inertRecorder: Recorder = {
  stop: async () => {},
  grantConsent: () => {},
  withdrawConsent: async () => {},
  sessionUrl: () => undefined,
}

/**
 * Starts the recorder of this page, as soon as consent allows.
 *
 * @throws RecorderError with a code that begins with `bad_` for a configuration that cannot work: a mistake of
 *   whoever wrote the page, found before anything is observed. Every later error goes to `onError`.
 */
export function init(options: RecorderOptions): Recorder {
  const config = parseConfig(options)
  const report = createReport(config.onError)
  if (typeof document === 'undefined' || globalThis.crypto?.subtle === undefined) {
    report(new RecorderError('unsupported_browser'))
    return inertRecorder
  }
  rememberForInspection(config)
  const name = `reseal:${config.appKey}`
  const send = createSendParcel(config.endpoint, config.appKey)
  const sessions = createSessionKeeper(createKeptRecord(name), Date.now)
  let recording: Recording | undefined
  let state: 'waiting' | 'recording' | 'stopped' = 'waiting'
  // Until it is done the queue is being deleted: a new recording must not put anything there.
  let withdrawal: Promise<void> | undefined

  function record(receipt: Uint8Array<ArrayBuffer> | undefined): void {
    if (state !== 'recording') return
    try {
      recording = startRecording({ config, sessions, name, send, consentReceipt: receipt, report })
    } catch (cause) {
      report(new RecorderError('failed', { cause }))
    }
  }

  function start(receipt: Uint8Array<ArrayBuffer> | undefined): void {
    if (state !== 'waiting') return
    state = 'recording'
    whenVisited(() => {
      if (withdrawal === undefined) record(receipt)
      else void withdrawal.then(() => record(receipt))
    })
  }

  async function deleteUnsent(withdrawn: Recording | undefined): Promise<void> {
    try {
      await (withdrawn === undefined ? clearQueue(name) : withdrawn.withdraw())
    } catch {
      // Without storage there is no queue to clear.
    }
  }

  function withdraw(): Promise<void> {
    const withdrawn = recording
    recording = undefined
    if (state === 'recording') state = 'waiting'
    const deletion = deleteUnsent(withdrawn).then(() => {
      if (withdrawal === deletion) withdrawal = undefined
    })
    withdrawal = deletion
    return deletion
  }

  const stopTracking = trackKeptRecord(name, () => {
    if (state === 'recording' && sessions.isDeclined()) void withdraw()
  })
  if (startsByItself(config.consent) && !sessions.isDeclined()) {
    start(config.consent === 'granted' ? consentReceipt({ how: 'init' }, Date.now()) : undefined)
  }

  return {
    async stop() {
      state = 'stopped'
      stopTracking()
      await recording?.stop()
    },
    grantConsent(grant) {
      start(consentReceipt(grant, Date.now()))
    },
    async withdrawConsent() {
      sessions.decline()
      await withdraw()
    },
    sessionUrl() {
      if (config.viewerUrl === undefined || recording === undefined) return undefined
      const { id, startedAtMs } = recording.session()
      return `${config.viewerUrl}/sessions/${id}?t=${Date.now() - startedAtMs}`
    },
  }
}
