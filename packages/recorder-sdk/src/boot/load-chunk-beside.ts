// Loads the chunks of the script-tag recorder from beside it. A chunk leaves its exports on its own script element, so that
// no global appears.
import { loadScriptBeside } from '../browser/load-script.ts'
import { RecorderError } from '../recorder-error.ts'
import type * as byImport from './load-chunk.ts'

// `sha256-…` of dist/reseal.<name>.js, by name. Defined by chunks.ts.
declare const chunkDigests: Readonly<Record<'consent' | 'inspector' | 'provenance' | 'signals', string>>

interface ChunkScript extends HTMLScriptElement {
  resealChunk?: unknown
}

// Known only while the script runs.
const script = document.currentScript as HTMLScriptElement | null

async function load(name: string, integrity: string): Promise<unknown> {
  try {
    const element: ChunkScript = await loadScriptBeside(script, name, integrity)
    return element.resealChunk
  } catch {
    throw new RecorderError('chunk_unavailable')
  }
}

/** Loads the inspector. */
export const loadInspector: typeof byImport.loadInspector = () =>
  load('inspector', chunkDigests.inspector) as ReturnType<typeof byImport.loadInspector>

/** Loads what is watched late. */
export const loadSignals: typeof byImport.loadSignals = () =>
  load('signals', chunkDigests.signals) as ReturnType<typeof byImport.loadSignals>

/** Loads what reads the manifest. */
export const loadProvenance: typeof byImport.loadProvenance = () =>
  load('provenance', chunkDigests.provenance) as ReturnType<typeof byImport.loadProvenance>

/** Loads the consent banner. */
export const loadConsentBanner: typeof byImport.loadConsentBanner = () =>
  load('consent', chunkDigests.consent) as ReturnType<typeof byImport.loadConsentBanner>
