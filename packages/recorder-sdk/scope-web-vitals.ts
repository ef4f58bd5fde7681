// web-vitals as it is shipped: the published script inside a function that is given what it listens and observes with. The
// library has no end of its own, and keeps state for the life of the page; a recorder that stops takes all of it back.
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const attributionModule = '/web-vitals/dist/web-vitals.attribution.js'

/** A Vite plugin that makes `#web-vitals` of the sources wherever it is bundled. */
export function scopedWebVitals(): Plugin {
  return {
    name: 'reseal-scoped-web-vitals',
    enforce: 'pre',
    async resolveId(id, importer) {
      return id === '#web-vitals' ? await this.resolve('web-vitals/attribution', importer) : undefined
    },
    async load(id) {
      const [path = ''] = id.split('?')
      if (!path.endsWith(attributionModule)) return undefined
      const script = await readFile(path.replace(/js$/, 'iife.js'), 'utf8')
      if (!script.startsWith('var webVitals='))
        throw new Error('web-vitals is another version: look at its script')
      return `export function createWebVitals({ addEventListener, removeEventListener, PerformanceObserver }) {
${script.replace(/^\/\/# sourceMappingURL=.*$/m, '')}
return webVitals }`
    },
  }
}
