// Entry of dist/reseal.iife.js: its exports are what the global `Reseal` holds.
import { createInspect } from './boot/inspect.ts'
import { loadInspector } from './boot/load-chunk.ts'
import type { Inspector } from './inspector/start-inspector.ts'

export { init } from './boot/init.ts'

/** Shows on the page what a recording of it would show, hide and leave out; in development only. */
export const inspect: () => Promise<Inspector> = /* @__PURE__ */ createInspect(loadInspector)
