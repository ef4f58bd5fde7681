// Sentry with Session Replay, each at its defaults; the sampling rate says that this session is recorded.
import { init, replayIntegration } from '@sentry/browser'

/** Where the bench's server takes envelopes. */
const dsn = `${location.protocol}//public@${location.host}/1`

init({ dsn, integrations: [replayIntegration()], replaysSessionSampleRate: 1 })
