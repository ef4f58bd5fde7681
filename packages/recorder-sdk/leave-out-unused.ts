// Leaves out of the script-tag bundle what rrweb records and the redactor drops: canvases, with the one worker and `blob:`
// URL that a strict content security policy would have to allow, media, fonts, custom elements. It also leaves the page's
// own `customElements.define` alone.
import type { Plugin } from 'vite'

const recordModule = '/@rrweb/record/dist/record.js'

interface Part {
  readonly start: string
  readonly end: string
  readonly stub: string
}

const noObserver = (name: string): Part => ({
  start: `\nfunction ${name}(`,
  end: '\n}\n',
  stub: `\nfunction ${name}() { return () => {}; }\n`,
})

const parts: readonly Part[] = [
  {
    start: '\nclass CanvasManager {\n',
    end: '\n}\n',
    // The members that rrweb 2.1.6 calls whether or not it records canvases.
    stub: '\nclass CanvasManager { reset() {} freeze() {} unfreeze() {} lock() {} unlock() {} }\n',
  },
  { start: '\nconst jsContent = ', end: '\n', stub: '\n' },
  { start: '\nconst blob = typeof self', end: '\n', stub: '\n' },
  { start: '\nfunction WorkerWrapper(', end: '\n}\n', stub: '\n' },
  noObserver('initMediaInteractionObserver'),
  noObserver('initFontObserver'),
  noObserver('initCustomElementObserver'),
]

function leaveOut(code: string, { start, end, stub }: Part): string {
  const from = code.indexOf(start)
  const to = code.indexOf(end, from + start.length)
  if (from < 0 || to < 0) throw new Error(`rrweb has no "${start.trim()}" any more: adapt this plugin`)
  return code.slice(0, from) + stub + code.slice(to + end.length)
}

/** A Vite plugin; the build fails when rrweb no longer looks as expected. */
export function leaveOutUnused(): Plugin {
  return {
    name: 'reseal-leave-out-unused',
    enforce: 'pre',
    transform(code, id) {
      return id.endsWith(recordModule) ? { code: parts.reduce(leaveOut, code), map: null } : undefined
    },
  }
}
