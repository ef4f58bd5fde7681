// Entry of dist/reseal.iife.js: its exports are what the global `Reseal` holds.
import { createConsentBanner } from './boot/consent-banner.ts'
import { createInspect } from './boot/inspect.ts'
import { loadConsentBanner, loadInspector } from './boot/load-chunk.ts'
import type { ConsentBanner, ConsentBannerOptions } from './consent-banner/start-consent-banner.ts'
import type { Inspector } from './inspector/start-inspector.ts'

export { init } from './boot/init.ts'

/** Shows on the page what a recording of it would show, hide and leave out; in development only. */
export const inspect: () => Promise<Inspector> = /* @__PURE__ */ createInspect(loadInspector)

/** Asks for consent with a banner of the host application's words, and remembers the answer. */
export const consentBanner: (options: ConsentBannerOptions) => Promise<ConsentBanner> =
  /* @__PURE__ */ createConsentBanner(loadConsentBanner)
