// The README's example of the log as a library of its own: it is the text of a module that runs.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('the example in the README runs, and proves the entry', async () => {
  const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8')
  const example = await read('../../test/log-example.ts')
  expect(await read('../../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  const { proven } = await import('../../test/log-example.ts')
  expect(new TextDecoder().decode(proven.entry)).toBe('two')
  expect(proven).toMatchObject({ index: 1, checkpoint: { origin: 'log.example/visits', size: 3 } })
})
