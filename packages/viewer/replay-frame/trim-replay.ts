// rrweb's replay as it is bundled: the published module has PostCSS in it twice, and the second copy is made and never used.
import type { Plugin } from 'vite'

const replayModule = '/@rrweb/replay/dist/replay.js'
const unusedCopy = /^var postcssExports = requirePostcss\(\);\nconst postcss = .*;\n(?:postcss\.\w+;\n)+/m

/** A Vite plugin that leaves out what rrweb's replay makes and never uses. Another version fails the build until it is looked at. */
export function trimmedReplay(): Plugin {
  return {
    name: 'reseal-trimmed-replay',
    enforce: 'pre',
    transform(code, id) {
      const [path = ''] = id.split('?')
      if (!path.endsWith(replayModule)) return undefined
      const trimmed = code.replace(unusedCopy, '')
      if (trimmed === code || /\bpostcssExports\b(?!\$)/.test(trimmed))
        throw new Error('rrweb’s replay is another version: look at what trims it')
      return { code: trimmed, map: null }
    },
  }
}
