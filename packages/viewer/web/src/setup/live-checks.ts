// How far the first recording of an app came, from what the server saw: each step done, waited for, or in the way.
import type { AppContactReply } from '../../../src/apps/apps-api.ts'

/** One step on the way. */
export interface LiveCheck {
  readonly id: 'contact' | 'policy' | 'consent' | 'segment' | 'index' | 'sentinel'
  readonly title: string
  readonly state: 'done' | 'waiting' | 'problem'
  readonly detail: string
  /** An origin that was refused and may be added. */
  readonly origin?: string
}

/** What the checks go by beside the contact. */
export interface CheckedApp {
  readonly origins: readonly string[]
  readonly endpoint: string
  readonly isStopped: boolean
}

/** The steps in their order. */
export function liveChecks(contact: AppContactReply, app: CheckedApp): readonly LiveCheck[] {
  const { newest } = contact
  const hasCome = newest !== undefined || contact.refused.length > 0 || contact.today.parcels > 0
  return [
    contactCheck(contact, app, hasCome),
    policyCheck(app, hasCome),
    consentCheck(newest),
    {
      id: 'segment',
      title: 'The first segment arrived',
      ...(newest === undefined
        ? waiting('It is sent within five seconds of what happens on the page, or when the page is left.')
        : done(`${newest.segments} sealed and stored; nobody has opened them.`)),
    },
    indexCheck(newest),
    sentinelCheck(newest),
  ]
}

type Newest = AppContactReply['newest']
type Found = Pick<LiveCheck, 'state' | 'detail'>

const done = (detail: string): Found => ({ state: 'done', detail })
const waiting = (detail: string): Found => ({ state: 'waiting', detail })
const problem = (detail: string): Found => ({ state: 'problem', detail })

function contactCheck(contact: AppContactReply, app: CheckedApp, hasCome: boolean): LiveCheck {
  const { refused, newest } = contact
  const common = { id: 'contact', title: 'The page reaches ingest' } as const
  if (app.isStopped)
    return { ...common, ...problem('Recording of this app is stopped: ingest refuses everything.') }
  const latest = refused.find(({ atMs }) => newest === undefined || atMs > newest.receivedAtMs)
  if (latest?.code === 'origin_not_allowed') {
    const isListed = app.origins.includes(latest.origin)
    if (!isListed) {
      return {
        ...common,
        ...problem(
          `A page on ${latest.origin} sends with this app’s key, and is refused: it is not one of the origins. If it is yours, add it.`,
        ),
        ...(latest.origin === '-' || latest.origin === 'null' ? {} : { origin: latest.origin }),
      }
    }
  } else if (latest !== undefined && newest === undefined) {
    return { ...common, ...problem(refusalWords(latest.code)) }
  }
  if (hasCome) return { ...common, ...done('Requests with this app’s key arrive.') }
  return {
    ...common,
    ...waiting(
      'Nothing has come with this app’s key. Open the page that has the snippet, and allow recording there. In its console, a message of Reseal’s says what is missing.',
    ),
  }
}

function refusalWords(code: string): string {
  switch (code) {
    case 'app_refused':
      return 'Recording of this app was stopped when the page sent something. It begins with the next page load.'
    case 'over_quota':
      return 'The bound of the app is used up: ingest takes more when it begins anew.'
    case 'bad_parcel':
      return 'What arrives is no parcel: is the recorder of the same version as this deployment?'
    case 'key_not_accepted':
      return 'The page seals to a key that this app does not have: is its sealingKey the one that the snippet says?'
    case 'too_large':
      return 'A parcel is beyond the limit: is something between the page and ingest that changes it?'
    default:
      return `Ingest refuses what the page sends: ${code}.`
  }
}

function policyCheck({ endpoint }: CheckedApp, hasCome: boolean): LiveCheck {
  return {
    id: 'policy',
    title: 'The page’s policy lets it through',
    ...(hasCome
      ? done('Content-Security-Policy does not stand in the way.')
      : waiting(
          `Where the page has a Content-Security-Policy, connect-src has to name ${endpoint}, and script-src the page’s own origin. A refusal stands in the page’s console, and never reaches us.`,
        )),
  }
}

function consentCheck(newest: Newest): LiveCheck {
  const common = { id: 'consent', title: 'Consent is set' } as const
  if (newest === undefined) {
    return {
      ...common,
      ...waiting('Nothing is observed before a person allows it: press “Allow” in the page’s banner.'),
    }
  }
  return {
    ...common,
    ...done(
      newest.hasConsentReceipt
        ? 'It rests on a consent receipt, whose hash is in the stream’s header.'
        : 'The page says that consent is there, without a receipt.',
    ),
  }
}

function indexCheck(newest: Newest): LiveCheck {
  const common = { id: 'index', title: 'It was opened and indexed' } as const
  if (newest?.isFailed === true) {
    return {
      ...common,
      ...problem(
        'It does not open: is the sealing key in the page the one above? What is sealed to another key stays closed.',
      ),
    }
  }
  const isDone = newest !== undefined && newest.indexedSegments > 0
  return {
    ...common,
    ...(isDone
      ? done('The indexer opened it, under an audit event, and sessions can be searched for.')
      : waiting(
          'The worker does so within seconds of the first segment. The page System says whether it runs.',
        )),
  }
}

function sentinelCheck(newest: Newest): LiveCheck {
  const common = { id: 'sentinel', title: 'The sentinel found nothing' } as const
  if (newest?.isQuarantined === true) {
    return {
      ...common,
      ...problem(
        'It found what looks like an identifier: the session is quarantined, and a privacy officer decides. Mask what it names before anybody else is recorded.',
      ),
    }
  }
  const isPassed = newest !== undefined && newest.indexedSegments > 0 && !newest.isFailed
  return {
    ...common,
    ...(isPassed
      ? done(
          `${newest.indexedSegments} of ${newest.segments} ${newest.segments === 1 ? 'segment' : 'segments'} looked through.`,
        )
      : waiting('Detectors read every visible text before anybody can.')),
  }
}
