// Nothing that runs in a page or in the public zone reaches what opens recordings (design.md §2, §4).
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const specifierPattern = /(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g
const forbidden = /@reseal\/opening|@reseal\/protocol\/open|protocol\/(?:src|dist)\/open|packages\/opening\//

/** Every module that is reached from a file by imports, with what it imports; this project's own only. */
async function reach(file: URL, found = new Map<string, readonly string[]>()): Promise<typeof found> {
  if (found.has(file.href)) return found
  const source = await readFile(file, 'utf8')
  const specifiers = [...source.matchAll(specifierPattern)].map((match) => match[1] ?? match[2] ?? '')
  found.set(file.href, specifiers)
  for (const specifier of specifiers) {
    if (/^\.[^?]*\.[jt]s$/.test(specifier)) await reach(new URL(specifier, file), found)
    else if (specifier.startsWith('@reseal/')) await reach(new URL(import.meta.resolve(specifier)), found)
  }
  return found
}

test.each(['../../recorder-sdk/src/index.ts', '../../ingest/src/index.ts'])(
  '%s reaches nothing that opens',
  async (entry) => {
    const found = await reach(new URL(entry, import.meta.url))
    expect(found.size).toBeGreaterThan(20)
    for (const [href, specifiers] of found) {
      for (const name of [href, ...specifiers]) expect(name).not.toMatch(forbidden)
    }
  },
)

test('the walk finds it where it is reached', async () => {
  const found = await reach(new URL('../../worker/src/index.ts', import.meta.url))
  expect([...found.values()].flat().some((name) => forbidden.test(name))).toBe(true)
})
