// Loads the chunks of the script-tag recorder from beside it. The digest of each is fixed at build: a browser runs no other
// file. A script element, as an import takes no digest; the chunk leaves its exports on that element, so that no global
// appears, and the element goes.
import { RecorderError } from '../recorder-error.ts'
import type * as byImport from './load-chunk.ts'

// `sha384-…` of dist/reseal.<name>.js, by name. Defined by chunks.ts.
declare const chunkDigests: Readonly<Record<'inspector' | 'signals', string>>

interface ChunkScript extends HTMLScriptElement {
  resealChunk?: unknown
}

// Known only while the script runs.
const script = document.currentScript as HTMLScriptElement | null

function load(name: string, integrity: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new RecorderError('chunk_unavailable'))
    if (script === null) {
      fail()
      return
    }
    const element: ChunkScript = document.createElement('script')
    const settle = (end: () => void) => (): void => {
      element.remove()
      end()
    }
    element.addEventListener(
      'load',
      settle(() => resolve(element.resealChunk)),
    )
    element.addEventListener('error', settle(fail))
    element.integrity = integrity
    element.crossOrigin = 'anonymous'
    // A policy that trusts the recorder's own element by its nonce trusts this one.
    element.nonce = script.nonce
    // The query keeps a cache from answering with the file of another version.
    element.src = new URL(`reseal.${name}.js?${integrity.slice(7, 19)}`, script.src).href
    document.head.append(element)
  })
}

/** Loads the inspector. */
export const loadInspector: typeof byImport.loadInspector = () =>
  load('inspector', chunkDigests.inspector) as ReturnType<typeof byImport.loadInspector>

/** Loads what is watched late. */
export const loadSignals: typeof byImport.loadSignals = () =>
  load('signals', chunkDigests.signals) as ReturnType<typeof byImport.loadSignals>
