import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { generateVectors } from '../scripts/generate-vectors.ts'

test('the vectors are those that the second implementation writes', async () => {
  for (const [name, text] of Object.entries(await generateVectors())) {
    expect(text === (await readFile(new URL(`../vectors/${name}`, import.meta.url), 'utf8')), name).toBe(true)
  }
})
