// Entry of dist/reseal.iife.js: its exports are what the global `Reseal` holds.
import { createInspect, type InspectorChunk } from './boot/inspect.ts'
import type { Inspector } from './inspector/start-inspector.ts'

export { init } from './boot/init.ts'

// Known only while the script runs. The inspector lies beside it.
const script = document.currentScript as HTMLScriptElement | null

/** Shows on the page what a recording of it would show, hide and leave out; in development only. */
export const inspect: () => Promise<Inspector> = /* @__PURE__ */ createInspect(
  () =>
    import(/* @vite-ignore */ new URL('reseal.inspector.js', script?.src).href) as Promise<InspectorChunk>,
)
