// Ingest holds nothing that opens a segment: no module it reaches is, or imports, the opening side (design.md §2).
import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const specifierPattern = /(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g
const forbidden = [
  /@reseal\/(opening|protocol\/open|recorder-sdk|viewer|worker|cli)/,
  /protocol\/(dist|src)\/(open|opening|seal)/,
]

/** Every module that is reached from a file by imports, this project's own only. */
async function reach(
  file: URL,
  found = new Map<string, readonly string[]>(),
): Promise<Map<string, readonly string[]>> {
  if (found.has(file.href)) return found
  const source = await readFile(file, 'utf8')
  const specifiers = [...source.matchAll(specifierPattern)].map((match) => match[1] ?? match[2] ?? '')
  found.set(file.href, specifiers)
  for (const specifier of specifiers) {
    if (specifier.startsWith('.')) await reach(new URL(specifier, file), found)
    else if (specifier.startsWith('@reseal/')) await reach(new URL(import.meta.resolve(specifier)), found)
  }
  return found
}

test('no module that ingest reaches opens segments', async () => {
  for (const entry of ['./index.ts', './batches/commit-thread.ts']) {
    const found = await reach(pathToFileURL(fileURLToPath(new URL(entry, import.meta.url))))
    expect([...found.keys()].some((href) => href.includes('/protocol/'))).toBe(true)
    expect([...found.keys()].some((href) => href.includes('/store/'))).toBe(true)
    for (const [href, specifiers] of found) {
      for (const name of [href, ...specifiers]) {
        for (const pattern of forbidden) expect(name).not.toMatch(pattern)
      }
    }
  }
})

test('the walk finds a module that would open segments', async () => {
  const found = await reach(new URL(import.meta.resolve('@reseal/protocol/open')))
  expect([...found.keys()].some((href) => forbidden.some((pattern) => pattern.test(href)))).toBe(true)
})
