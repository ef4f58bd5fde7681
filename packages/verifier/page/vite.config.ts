// Builds the auditor's page into one file, dist/page/verify.html: script and style lie in it, and a content security policy with
// their hashes allows these and no connection at all.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

function policyOf(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

/** Puts the one chunk and the one style sheet into the page. */
function oneFile(): Plugin {
  return {
    name: 'reseal-one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const outputs = Object.values(bundle)
      const chunk = outputs.find((output) => output.type === 'chunk')
      const style = outputs.find((output) => output.type === 'asset' && output.fileName.endsWith('.css'))
      const page = outputs.find((output) => output.type === 'asset' && output.fileName.endsWith('.html'))
      if (
        chunk?.type !== 'chunk' ||
        style?.type !== 'asset' ||
        page?.type !== 'asset' ||
        outputs.length !== 3
      ) {
        throw new Error('the page is not one script, one style sheet and one document')
      }
      // What ends a script element would end it inside a string, too.
      const script = chunk.code.trim().replaceAll('</script', '<\\/script')
      const css = String(style.source).trim()
      const head = [
        `<meta http-equiv="Content-Security-Policy" content="${policyOf(script, css)}" />`,
        `<style>${css}</style>`,
      ].join('\n    ')
      const document = String(page.source)
        .replace(/<script[^>]*><\/script>\s*/, '')
        .replace(/<link rel="stylesheet"[^>]*>\s*/, '')
        .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    ${head}`)
        .replace('</body>', () => `<script type="module">${script}</script>\n  </body>`)
      for (const { fileName } of outputs) delete bundle[fileName]
      this.emitFile({ type: 'asset', fileName: 'verify.html', source: document })
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [oneFile()],
  build: {
    outDir: join(import.meta.dirname, '../dist/page'),
    emptyOutDir: true,
    target: 'es2024',
    // Native light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    cssCodeSplit: false,
  },
})
