// Random trees and mutations with secrets in random places, recorded by the capture code that ships: none comes out.
// `RESEAL_FUZZ_SEED` (a number, or `random`) and `RESEAL_FUZZ_TREES` set where it begins and how far it goes.
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { clearText } from '../support/fuzz/place.ts'
import { explain, type FuzzHost, generateBatch, recordTrees } from '../support/fuzz/run-fuzz.ts'
import { findLeaks } from '../support/fuzz/secrets.ts'
import { bundleScript, type PageServer, startPageServer } from '../support/page-server.ts'

const treesPerBatch = 200
const wantedSeed = process.env['RESEAL_FUZZ_SEED'] ?? '20260601'
const seed = wantedSeed === 'random' ? Date.now() % 1_000_000_000 : Number(wantedSeed)
const treeCount = Number(process.env['RESEAL_FUZZ_TREES'] ?? 10_000)
const batchCount = Math.ceil(treeCount / treesPerBatch)
const fuzzTimeoutMs = 1_800_000
// Pages at once: while one waits, the other works.
const pageCount = 2
const mostExplained = 4

let server: PageServer
let browser: Browser
let url: string

beforeAll(async () => {
  const script = await bundleScript(fileURLToPath(new URL('../support/fuzz/fuzz-page.ts', import.meta.url)))
  server = await startPageServer((path) => {
    if (path === '/fuzz-page.js') return { type: 'text/javascript', body: script }
    if (path !== '/fuzz') return undefined
    return {
      type: 'text/html; charset=utf-8',
      body: '<!doctype html><title>fuzz</title><body><script src="/fuzz-page.js"></script></body>',
    }
  })
  browser = await launchChromium()
  url = `${server.origin}/fuzz`
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

const openHost = async (): Promise<FuzzHost> => ({
  page: await browser.newPage({ viewport: { width: 800, height: 600 } }),
  url,
})

describe('fuzzer', () => {
  it(
    `finds no leak in ${batchCount * treesPerBatch} trees`,
    async () => {
      console.log(`RESEAL_FUZZ_SEED=${seed} RESEAL_FUZZ_TREES=${treeCount}`)
      const places = new Map<string, number>()
      const known = new Set<string>()
      const explained: string[] = []
      const errors: string[] = []
      let [steps, refused, secrets, clear, next] = [0, 0, 0, 0, 0]
      const work = async (): Promise<void> => {
        const host = await openHost()
        while (next < batchCount && explained.length < mostExplained) {
          const number = next
          next += 1
          const batch = generateBatch(seed + number, treesPerBatch)
          const result = await recordTrees(host, { recorder: 'reseal', ...batch })
          for (const { place } of [...batch.mint.words, ...batch.mint.numbers]) {
            places.set(place, (places.get(place) ?? 0) + 1)
            secrets += 1
          }
          steps += result.stepCount
          refused += result.refused.length
          clear += result.events.split(clearText).length - 1
          errors.push(...result.errors.map((error) => `seed ${seed + number}: ${error}`))
          if (result.eventCount < 10) errors.push(`seed ${seed + number}: nothing was recorded`)
          for (const leak of findLeaks(result.events, batch.mint)) {
            if (known.has(leak.place) || explained.length >= mostExplained) continue
            known.add(leak.place)
            explained.push(
              `seed ${seed + number} of ${treesPerBatch} trees, ${await explain(host, batch, leak)}`,
            )
          }
        }
      }
      await Promise.all(Array.from({ length: pageCount }, work))
      console.log(
        `${next * treesPerBatch} trees, ${secrets} secrets in ${places.size} kinds of place, ${steps} steps ` +
          `(${refused} refused by the browser), clear text read ${clear} times`,
      )
      expect(explained.join('\n')).toBe('')
      expect(errors).toEqual([])
      // What is planted arrives, and rules that open do open.
      expect(refused / steps).toBeLessThan(0.15)
      if (batchCount > 8) expect(clear).toBeGreaterThan(batchCount)
    },
    fuzzTimeoutMs,
  )

  it('finds the leaks of bare rrweb in most kinds of place', async () => {
    const batch = { ...generateBatch(1, 400), rules: {} }
    const { events } = await recordTrees(await openHost(), { recorder: 'bare', ...batch })
    const planted = new Set([...batch.mint.words, ...batch.mint.numbers].map(({ place }) => place))
    const leaked = new Set(findLeaks(events, batch.mint).map(({ place }) => place))
    console.log(`bare rrweb leaks in ${leaked.size} of ${planted.size} kinds of place`)
    console.log(
      `not found: ${Array.from(planted)
        .filter((place) => !leaked.has(place))
        .join(', ')}`,
    )
    expect(leaked.size / planted.size).toBeGreaterThan(0.6)
  })
})
