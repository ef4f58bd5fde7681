// Opens the inspector on a page under development. Its code is a chunk of its own that nothing else loads.
import type { RuleSet } from '@reseal/redaction-rules'
import type { Inspector } from '../inspector/start-inspector.ts'
import { RecorderError } from '../recorder-error.ts'
import { isLoopbackHost } from './config.ts'

/** The inspector's chunk. */
export interface InspectorChunk {
  readonly startInspector: (rules: RuleSet) => Inspector
}

/** What `init` was given last on a page, as far as the inspector needs it. */
export interface Inspectable {
  readonly rules: RuleSet
  readonly development: boolean
}

// By document, so that a page without a recorder keeps nothing alive and has nothing to inspect.
const inspectables = /* @__PURE__ */ new WeakMap<Document, Inspectable>()

/** Remembers what the inspector shows on this page. */
export function rememberForInspection(inspectable: Inspectable): void {
  inspectables.set(document, inspectable)
}

/** Makes `Reseal.inspect` from what loads the chunk. */
export function createInspect(load: () => Promise<InspectorChunk>): () => Promise<Inspector> {
  return async () => {
    const inspectable = typeof document === 'undefined' ? undefined : inspectables.get(document)
    if (inspectable === undefined) throw new RecorderError('not_started')
    if (!inspectable.development && !isLoopbackHost(location.hostname)) {
      throw new RecorderError('not_in_development')
    }
    const { startInspector } = await load()
    return startInspector(inspectable.rules)
  }
}
