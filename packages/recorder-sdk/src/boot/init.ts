// The entry of the recorder: validates what the page gives, and is inert where nothing can be recorded.
import { asRecorderError, createReport } from '../browser/guard.ts'
import { RecorderError } from '../recorder-error.ts'
import { parseConfig, type RecorderOptions } from './config.ts'
import { rememberForBanner } from './consent-banner.ts'
import { rememberForInspection } from './inspect.ts'
import { createRecorder, type Recorder } from './recorder.ts'

/** A recorder that records nothing: what `init` gives where there is no page, such as on a server. */
export const inertRecorder: Recorder = {
  start: () => {},
  stop: async () => {},
  status: () => 'unsupported',
  grantConsent: () => {},
  declineConsent: () => {},
  withdrawConsent: async () => {},
  sessionUrl: () => undefined,
  captureError: () => {},
  event: () => {},
  tag: () => {},
  flag: () => {},
  identify: () => {},
  route: () => {},
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
  const { rules, development } = config
  rememberForInspection({ rules, development })
  try {
    const recorder = createRecorder(config, report, () => forget())
    const forget = rememberForBanner({ name: `reseal:${config.appKey}`, recorder })
    return recorder
  } catch (error) {
    // The page lacks what every recorder needs, or has broken it.
    report(asRecorderError(error, 'failed'))
    return { ...inertRecorder, status: () => 'failed' }
  }
}
