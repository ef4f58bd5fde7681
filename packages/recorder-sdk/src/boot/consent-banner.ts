// Shows the consent banner of a page that has a recorder. Its code is a chunk of its own that nothing else loads.
import type {
  BannerHost,
  ConsentBanner,
  ConsentBannerOptions,
} from '../consent-banner/start-consent-banner.ts'
import { RecorderError } from '../recorder-error.ts'

/** The banner's chunk. */
export interface ConsentBannerChunk {
  readonly startConsentBanner: (options: ConsentBannerOptions, host: BannerHost) => ConsentBanner
}

// By document, so that a page without a recorder keeps nothing alive and has nobody to ask for.
const hosts = /* @__PURE__ */ new WeakMap<Document, BannerHost>()

/** Remembers for which recorder a banner on this page asks; the returned function forgets it. */
export function rememberForBanner(host: BannerHost): () => void {
  hosts.set(document, host)
  return () => {
    if (hosts.get(document) === host) hosts.delete(document)
  }
}

/** Makes `Reseal.consentBanner` from what loads the chunk. */
export function createConsentBanner(
  load: () => Promise<ConsentBannerChunk>,
): (options: ConsentBannerOptions) => Promise<ConsentBanner> {
  return async (options) => {
    const host = typeof document === 'undefined' ? undefined : hosts.get(document)
    if (host === undefined) throw new RecorderError('not_started')
    const { startConsentBanner } = await load()
    return startConsentBanner(options, host)
  }
}
