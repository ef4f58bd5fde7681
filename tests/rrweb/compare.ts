// The page in which both recorders run, and what a test asks of it.
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { build } from 'vite'
import type { FuzzRun } from '../support/fuzz/fuzz-page.ts'
import { bundleScript, type PageServer, startPageServer } from '../support/page-server.ts'
import type { Comparison } from './compare-page.ts'

const recorderFolder = fileURLToPath(new URL('../../packages/recorder-sdk/', import.meta.url))

// By the rules as they are now, whatever dist has.
async function buildTrimmed(): Promise<string> {
  const output = await build({
    root: recorderFolder,
    configFile: `${recorderFolder}vite.module.config.ts`,
    build: { write: false },
  })
  for (const each of Array.isArray(output) ? output : [output]) {
    if (!('output' in each)) continue
    for (const file of each.output)
      if (file.fileName === 'rrweb-record.js' && file.type === 'chunk') return file.code
  }
  throw new Error('the trimmed rrweb was not built')
}

// Both look at the clock, one after the other: it stands still.
const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="description" content="d"><title>both</title>
<script>Date.now = () => 1780000000000</script></head>
<body><script src="/compare-page.js"></script>
<script type="module">import { record } from '/trimmed.js'; window.trimmedRecord = record</script></body></html>`

/** Serves the page. */
export async function startCompareServer(): Promise<PageServer> {
  const [script, trimmed] = await Promise.all([
    bundleScript(fileURLToPath(new URL('compare-page.ts', import.meta.url))),
    buildTrimmed(),
  ])
  return startPageServer((path) => {
    if (path === '/compare-page.js') return { type: 'text/javascript', body: script }
    if (path === '/trimmed.js') return { type: 'text/javascript', body: trimmed }
    return path === '/' ? { type: 'text/html; charset=utf-8', body: html } : undefined
  })
}

/** A tab for one comparison after the other. */
export interface CompareHost {
  readonly page: Page
  readonly url: string
}

/** Records trees in a fresh document. */
export async function compareTrees(
  { page, url }: CompareHost,
  { rules, trees }: Omit<FuzzRun, 'recorder'>,
): Promise<Comparison> {
  await page.goto(url)
  // As text: Playwright's own way of passing deep objects is slow.
  const given = JSON.stringify({ rules, trees })
  return page.evaluate((text) => window.compare(JSON.parse(text) as FuzzRun), given)
}
