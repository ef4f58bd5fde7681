// Leaves rrweb's own console calls out of the script-tag bundle: what it warns about are nodes of the page and errors
// that the page threw, and whatever else listens to the console would pass them on.
import type { Plugin } from 'vite'

const recordModule = '/@rrweb/record/dist/record.js'
const consoleCall = /\bconsole\.(?:log|debug|info|warn|error)\(/g
const silence = '\nfunction resealSilence() {}\n'

/** A Vite plugin; the build fails when rrweb no longer looks as expected. */
export function silenceRrweb(): Plugin {
  return {
    name: 'reseal-silence-rrweb',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(recordModule)) return undefined
      const quiet = code.replace(consoleCall, 'resealSilence(')
      if (quiet === code) throw new Error('rrweb calls the console no more: drop this plugin')
      return { code: quiet + silence, map: null }
    },
  }
}
