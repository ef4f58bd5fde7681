// The recorder of a page: what has to be true before anything is observed, and what ends it (design §5, consent before
// anything).
import { createClock } from '../browser/clock.ts'
import { asRecorderError, type Report } from '../browser/guard.ts'
import { createKeptRecord, trackKeptRecord } from '../browser/kept-record.ts'
import { type Consent, type ConsentGrant, createConsent } from '../domain/consent.ts'
import { createSessionKeeper } from '../domain/session.ts'
import { RecorderError } from '../recorder-error.ts'
import { createPendingWithdrawals } from '../transport/pending-withdrawals.ts'
import { createPost } from '../transport/post.ts'
import { createSendParcel } from '../transport/send-parcel.ts'
import { clearQueue } from '../transport/transport.ts'
import { type Annotations, createAnnotations } from './annotations.ts'
import type { ConsentMode, RecorderConfig } from './config.ts'
import { createLateSignals } from './late-signals.ts'
import { trackersOf } from './main-trackers.ts'
import type { RecorderStatus } from './recorder-status.ts'
import { type Recording, startRecording } from './recording.ts'
import { createRouteReports } from './route-reports.ts'
import { withStaticTexts } from './static-texts.ts'

/** How `stop` ends. */
export interface StopOptions {
  /** Deletes what this page load captured and did not send yet, instead of sending it. */
  readonly discard?: boolean
}

/** The recorder of a page. None of its functions throws or rejects. */
export interface Recorder extends Annotations {
  /** Recording may begin, where `init` was given `start: 'manual'`. Consent is needed all the same. */
  start(): void
  /**
   * Ends recording for this page load: observers go, what was captured is sealed and sent. Resolves when ingest
   * has it, or could not be reached: then it waits in the queue for the next page load.
   */
  stop(options?: StopOptions): Promise<void>
  /** Whether this page is recorded now, and if not, why. */
  status(): RecorderStatus
  /** Recording may begin, and begins. Lifts an earlier decline or withdrawal. */
  grantConsent(grant?: ConsentGrant): void
  /**
   * The answer was no: nothing is recorded in this browser until `grantConsent()`, whatever `consent` says. Where this page
   * is being recorded it withdraws.
   */
  declineConsent(): void
  /**
   * Recording ends at once in every tab, everything not yet sent is deleted, and ingest is told to have what it has of
   * the session destroyed: now, or on a later page load when it cannot be reached. Remembered in this browser until
   * `grantConsent()`. Resolves when the queue is empty.
   */
  withdrawConsent(): Promise<void>
  /**
   * Says which of its route templates the app's router shows, such as `/patients/:id`, for routers whose address does not
   * tell it. Recorded is the path of the `urls` rule that it equals, names of parameters aside; a template that no rule
   * declares is not recorded, and `onError` is told once under `development` (`not_declared`). Router bindings call it.
   */
  route(template: string): void
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
  /** Undefined where recording rests on another ground. */
  readonly consent: Consent | undefined
}

/**
 * Makes the recorder of this page, and starts it as soon as all that is needed is there. `onStopped`: it is over, for this
 * page load.
 */
export function createRecorder(config: RecorderConfig, report: Report, onStopped: () => void): Recorder {
  const name = `reseal:${config.appKey}`
  const post = createPost()
  const address = `${config.endpoint}/v1/apps/${config.appKey}/`
  const send = createSendParcel(post, `${address}parcels`)
  const pending = createPendingWithdrawals(
    createKeptRecord(`${name}:withdrawn`),
    post,
    `${address}withdrawals`,
  )
  const clock = createClock()
  const sessions = createSessionKeeper(createKeptRecord(name), {
    now: clock.now,
    limits: config.session,
    rates: config.sampling,
    random: Math.random,
  })
  const trackers = trackersOf(config)
  const { annotations, context, forget } = createAnnotations(config, report, (...signal) =>
    recording?.signal(...signal),
  )
  const routes = createRouteReports(config, report, (...signal) => recording?.signal(...signal))
  const onFirstReceipt = createLateSignals(config, report)
  let recording: Recording | undefined
  let grant: Grant | undefined
  let isStarted = config.start === 'auto'
  let ending: 'stopped' | 'failed' | undefined
  // With its static texts; nothing is read of the app's before it may be recorded.
  let ready = config.manifest === undefined ? config : undefined
  let readying: Promise<void> | undefined
  // Until it is done the queue is being deleted: a new recording must not put anything there.
  let withdrawal: Promise<void> | undefined

  // A page that is prerendered may never be seen: nothing is recorded before it is.
  const isPrerendering = (): boolean => (document as PrerenderingDocument).prerendering === true

  function advance(): void {
    const isWanted = grant !== undefined && isStarted && ending === undefined
    if (!isWanted || isPrerendering() || recording !== undefined || withdrawal !== undefined) return
    if (ready === undefined) {
      readying ??= withStaticTexts(config, report).then((settled) => {
        ready = settled
        advance()
      })
      return
    }
    try {
      const { consent } = grant as Grant
      recording = startRecording({
        config: ready,
        sessions,
        clock,
        name,
        send,
        consentReceipt: consent?.receipt,
        trackers,
        context: Object.assign(context, { consent: consent?.payload }),
        onFirstReceipt,
        report,
      })
      routes.repeat()
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
    forget()
    const deletion = deleteUnsent(withdrawn).then(() => {
      if (withdrawal !== deletion) return
      withdrawal = undefined
      advance()
    })
    withdrawal = deletion
    return deletion
  }

  function decline(): Promise<void> {
    sessions.decline()
    return withdraw()
  }

  async function withdrawConsent(): Promise<void> {
    const declined = sessions.decline()
    const done = withdraw()
    // Of a session that is not sampled ingest has nothing.
    if (declined !== undefined && declined.sampling !== 'none') pending.add(declined)
    await done
  }

  void pending.send()
  const stopTracking = trackKeptRecord(name, () => {
    if (!sessions.isDeclined()) recording?.refresh()
    else if (grant !== undefined) void withdraw()
    else forget()
  })
  document.addEventListener('prerenderingchange', advance)
  if (startsByItself(config.consent) && !sessions.isDeclined()) {
    grant = {
      consent: config.consent === 'granted' ? createConsent({ how: 'init' }, Date.now()) : undefined,
    }
    advance()
  }

  return {
    ...annotations,
    route: routes.route,
    start() {
      isStarted = true
      advance()
    },
    async stop({ discard = false } = {}) {
      ending ??= 'stopped'
      stopTracking()
      onStopped()
      document.removeEventListener('prerenderingchange', advance)
      await recording?.stop({ discard })
    },
    status() {
      const status = ending ?? recording?.status()
      if (status !== undefined) return status
      if (grant === undefined) return sessions.isDeclined() ? 'declined' : 'waiting-for-consent'
      if (!isStarted) return 'waiting-for-start'
      if (isPrerendering()) return 'prerendering'
      return ready === undefined ? 'waiting-for-manifest' : 'waiting-for-consent'
    },
    grantConsent(given) {
      if (recording !== undefined) return
      try {
        grant = { consent: createConsent(given, Date.now()) }
      } catch (error) {
        report(asRecorderError(error, 'failed'))
      }
      advance()
    },
    declineConsent() {
      void (recording === undefined ? decline() : withdrawConsent())
    },
    withdrawConsent,
    sessionUrl() {
      if (config.viewerUrl === undefined || recording === undefined) return undefined
      const { id, startedAtMs, sampling } = recording.session()
      return sampling === 'all'
        ? `${config.viewerUrl}/sessions/${id}?t=${clock.now() - startedAtMs}`
        : undefined
    },
  }
}
