// Loads the parts that are chunks of their own, in the module build: dynamic imports, where the app's bundler splits. In
// the script-tag build load-chunk-beside.ts takes this file's place. One function a chunk, so that one nobody calls is
// not emitted.
import type * as consentChunk from '../consent-banner/start-consent-banner.ts'
import type * as inspectorChunk from '../inspector/start-inspector.ts'
import type * as provenanceChunk from '../provenance/read-manifest.ts'
import type * as signalsChunk from '../signals/start-signals.ts'

/** Loads the inspector. */
export const loadInspector = (): Promise<typeof inspectorChunk> => import('../inspector/start-inspector.ts')

/** Loads what is watched late. */
export const loadSignals = (): Promise<typeof signalsChunk> => import('../signals/start-signals.ts')

/** Loads what reads the manifest. */
export const loadProvenance = (): Promise<typeof provenanceChunk> => import('../provenance/read-manifest.ts')

/** Loads the consent banner. */
export const loadConsentBanner = (): Promise<typeof consentChunk> =>
  import('../consent-banner/start-consent-banner.ts')
