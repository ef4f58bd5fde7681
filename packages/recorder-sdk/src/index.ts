// Entry of the ES module.
import { createConsentBanner } from './boot/consent-banner.ts'
import { init } from './boot/init.ts'
import { createInspect } from './boot/inspect.ts'
import { loadConsentBanner, loadInspector } from './boot/load-chunk.ts'
import type { ConsentBanner, ConsentBannerOptions } from './consent-banner/start-consent-banner.ts'
import type { Inspector } from './inspector/start-inspector.ts'

export type { ConsentMode, RecorderOptions } from './boot/config.ts'
export { inertRecorder, init } from './boot/init.ts'
export type { SamplingOptions, SessionOptions } from './boot/options/lifecycle.ts'
export type { Recorder, StopOptions } from './boot/recorder.ts'
export type { RecorderStatus } from './boot/recorder-status.ts'
export type { ConsentBanner, ConsentBannerOptions } from './consent-banner/start-consent-banner.ts'
export type { ConsentGrant } from './domain/consent.ts'
export type { RouteRules } from './domain/route-rules.ts'
export type { Inspector } from './inspector/start-inspector.ts'
export { RecorderError, type RecorderErrorCode } from './recorder-error.ts'

/**
 * Shows on the page what a recording of it would show, hide and leave out, and why. Only where `init` was called
 * with `development: true` or on a loopback host.
 *
 * Rejects with RecorderError `not_started` before `init`, `not_in_development` elsewhere.
 */
export const inspect: () => Promise<Inspector> = /* @__PURE__ */ createInspect(loadInspector)

/**
 * Asks for consent on behalf of the recorder that `init` made last on this page: a small accessible banner with the host
 * application's words. Remembers the answer and gives it to the recorder.
 *
 * Rejects with RecorderError `not_started` before `init`, `bad_option` for what cannot be shown.
 */
export const consentBanner: (options: ConsentBannerOptions) => Promise<ConsentBanner> =
  /* @__PURE__ */ createConsentBanner(loadConsentBanner)

/** The recorder under the name it has as a script tag's global. */
export const Reseal: {
  readonly init: typeof init
  readonly inspect: typeof inspect
  readonly consentBanner: typeof consentBanner
} = { init, inspect, consentBanner }
