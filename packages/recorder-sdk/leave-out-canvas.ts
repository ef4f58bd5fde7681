// Leaves rrweb's canvas recording out of the script-tag bundle: it is never switched on, weighs 2.1 kB after gzip
// (measured), and brings the one worker and `blob:` URL that a strict content security policy would have to allow.
import type { Plugin } from 'vite'

const recordModule = '/@rrweb/record/dist/record.js'
const classStart = '\nclass CanvasManager {\n'
const classEnd = '\n}\n'
// The members that rrweb 2.1.6 calls whether or not it records canvases.
const stub = '\nclass CanvasManager { reset() {} freeze() {} unfreeze() {} lock() {} unlock() {} }\n'

/** A Vite plugin; the build fails when rrweb no longer looks as expected. */
export function leaveOutCanvas(): Plugin {
  return {
    name: 'reseal-leave-out-canvas',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(recordModule)) return undefined
      const start = code.indexOf(classStart)
      const end = code.indexOf(classEnd, start)
      if (start < 0 || end < 0)
        throw new Error('rrweb has no class CanvasManager any more: adapt or drop this plugin')
      return { code: code.slice(0, start) + stub + code.slice(end + classEnd.length), map: null }
    },
  }
}
