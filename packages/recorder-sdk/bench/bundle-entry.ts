// Bundles what a bench measures: one minified script.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The script of a module beside this one. */
export async function bundleEntry(name: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      lib: {
        entry: fileURLToPath(new URL(`./${name}`, import.meta.url)),
        formats: ['iife'],
        name: 'measured',
      },
    },
  })
  const first = Array.isArray(output) ? output[0] : output
  if (!first || !('output' in first)) throw new Error('what is measured was not built')
  return first.output[0].code
}
