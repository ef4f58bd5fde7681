// The recorder of a page: what has to be true before anything is observed, and what ends it (design §5, consent before
// anything).
import { createClock } from '../browser/clock.ts'
import type { Report } from '../browser/guard.ts'
import { createKeptRecord, trackKeptRecord } from '../browser/kept-record.ts'
import { trackersOf } from '../capture/default-trackers.ts'
import { type ConsentGrant, consentReceipt } from '../domain/consent.ts'
import { createSessionKeeper } from '../domain/session.ts'
import { RecorderError } from '../recorder-error.ts'
import { createSendParcel } from '../transport/send-parcel.ts'
import { clearQueue } from '../transport/transport.ts'
import type { ConsentMode, RecorderConfig } from './config.ts'
import { type Recording, type RecordingStatus, startRecording } from './recording.ts'

/** Whether the page is recorded, and if not, why. */
export type RecorderStatus =
  | RecordingStatus
  /** `start()` was not called. */
  | 'waiting-for-start'
  /** Consent is not granted. */
  | 'waiting-for-consent'
  /** Recording was declined or consent withdrawn, in this browser. */
  | 'declined'
  /** The page is prerendered and nobody sees it. */
  | 'prerendering'
  /** There is no page, or no WebCrypto. */
  | 'unsupported'

/** How `stop` ends. */
export interface StopOptions {
  /** Deletes what this page load captured and did not send yet, instead of sending it. */
  readonly discard?: boolean
}

/** The recorder of a page. None of its functions throws or rejects. */
export interface Recorder {
  /** Recording may begin, where `init` was given `start: 'manual'`. Consent is needed all the same. */
  start(): void
  /**
   * Ends recording for this page load: observers go, what was captured is sealed and sent. Resolves when ingest
   * has it, or could not be reached: then it waits in the queue for the next page load.
   */
  stop(options?: StopOptions): Promise<void>
  /** Whether this page is recorded now, and if not, why. */
  status(): RecorderStatus
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

interface Grant {
  readonly receipt: Uint8Array<ArrayBuffer> | undefined
}

/** Makes the recorder of this page, and starts it as soon as all that is needed is there. */
export function createRecorder(config: RecorderConfig, report: Report): Recorder {
  const name = `reseal:${config.appKey}`
  const send = createSendParcel(config.endpoint, config.appKey)
  const clock = createClock()
  const sessions = createSessionKeeper(createKeptRecord(name), {
    now: clock.now,
    limits: config.session,
    rates: config.sampling,
    random: Math.random,
  })
  const trackers = trackersOf(config)
  let recording: Recording | undefined
  let grant: Grant | undefined
  let isStarted = config.start === 'auto'
  let ending: 'stopped' | 'failed' | undefined
  // Until it is done the queue is being deleted: a new recording must not put anything there.
  let withdrawal: Promise<void> | undefined

  // A page that is prerendered may never be seen: nothing is recorded before it is.
  const isPrerendering = (): boolean => (document as PrerenderingDocument).prerendering === true

  function advance(): void {
    const isWanted = grant !== undefined && isStarted && ending === undefined
    if (!isWanted || isPrerendering() || recording !== undefined || withdrawal !== undefined) return
    try {
      const { receipt } = grant as Grant
      recording = startRecording({
        config,
        sessions,
        clock,
        name,
        send,
        consentReceipt: receipt,
        trackers,
        report,
      })
    } catch (cause) {
      ending = 'failed'
      report(new RecorderError('failed', { cause }))
    }
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
    grant = undefined
    const deletion = deleteUnsent(withdrawn).then(() => {
      if (withdrawal !== deletion) return
      withdrawal = undefined
      advance()
    })
    withdrawal = deletion
    return deletion
  }

  const stopTracking = trackKeptRecord(name, () => {
    if (grant !== undefined && sessions.isDeclined()) void withdraw()
    else recording?.refresh()
  })
  document.addEventListener('prerenderingchange', advance)
  if (startsByItself(config.consent) && !sessions.isDeclined()) {
    grant = {
      receipt: config.consent === 'granted' ? consentReceipt({ how: 'init' }, Date.now()) : undefined,
    }
    advance()
  }

  return {
    start() {
      isStarted = true
      advance()
    },
    async stop({ discard = false } = {}) {
      ending ??= 'stopped'
      stopTracking()
      document.removeEventListener('prerenderingchange', advance)
      await recording?.stop({ discard })
    },
    status() {
      const status = ending ?? recording?.status()
      if (status !== undefined) return status
      if (grant === undefined) return sessions.isDeclined() ? 'declined' : 'waiting-for-consent'
      if (!isStarted) return 'waiting-for-start'
      return isPrerendering() ? 'prerendering' : 'waiting-for-consent'
    },
    grantConsent(given) {
      if (recording !== undefined) return
      grant = { receipt: consentReceipt(given, Date.now()) }
      advance()
    },
    async withdrawConsent() {
      sessions.decline()
      await withdraw()
    },
    sessionUrl() {
      if (config.viewerUrl === undefined || recording === undefined) return undefined
      const { id, startedAtMs, sampling } = recording.session()
      return sampling === 'all'
        ? `${config.viewerUrl}/sessions/${id}?t=${clock.now() - startedAtMs}`
        : undefined
    },
  }
}
