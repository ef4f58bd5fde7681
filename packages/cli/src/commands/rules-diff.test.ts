// reseal rules diff on files: what it prints and the exit status that a CI job goes by.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runReseal } from '../run.ts'

let folder: string

async function rulesDiff(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = ''
  let stderr = ''
  const code = await runReseal(['rules', 'diff', ...words], {
    env: {},
    cwd: folder,
    stdout: { isTerminal: false, write: async (text) => void (stdout += text) },
    stderr: { isTerminal: false, write: async (text) => void (stderr += text) },
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  })
  return { code, stdout, stderr }
}

const before = { version: 'v1', allow: [{ id: 'labels', selector: 'label' }] }
const after = {
  version: 'v2',
  allow: [{ id: 'labels', selector: 'label, h1' }],
  block: [{ id: 'card', selector: '.card' }],
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-rules-'))
  await writeFile(join(folder, 'before.json'), JSON.stringify(before))
  await writeFile(join(folder, 'after.json'), JSON.stringify(after))
  await writeFile(join(folder, 'rules.mjs'), `export const clinicRules = ${JSON.stringify(after)}\n`)
  await writeFile(
    join(folder, 'bad.json'),
    JSON.stringify({ allow: [{ id: 'a', selector: 'p', opens: ['all'] }] }),
  )
  await writeFile(join(folder, 'text.json'), 'allow everything')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('reseal rules diff', () => {
  test('prints what becomes readable, masked and neither; ends with 1 when something becomes readable', async () => {
    const { code, stdout } = await rulesDiff('before.json', 'after.json')
    expect(stdout).toBe(
      [
        'v1 to v2',
        'becomes readable:',
        '  allow labels: changed: text of `h1`',
        'becomes masked:',
        '  block card: added: what is in `.card`',
        'shows the same: nothing',
        '',
      ].join('\n'),
    )
    expect(code).toBe(1)
  })

  test('ends with 0 when nothing becomes readable', async () => {
    expect((await rulesDiff('before.json', 'before.json')).code).toBe(0)
    expect((await rulesDiff('preset:readable', 'preset:strict')).code).toBe(0)
    expect((await rulesDiff('preset:strict', 'preset:readable')).code).toBe(1)
  })

  test('prints JSON and takes modules', async () => {
    const { code, stdout } = await rulesDiff('rules.mjs#clinicRules', 'before.json', '--json')
    expect(JSON.parse(stdout)).toEqual({
      before: 'v2',
      after: 'v1',
      readable: [{ list: 'block', id: 'card', reason: 'removed: what is in `.card`' }],
      masked: [{ list: 'allow', id: 'labels', reason: 'changed: text of `h1`' }],
      same: [],
    })
    expect(code).toBe(1)
  })

  test.each([
    [['before.json'], 'after is needed'],
    [['before.json', 'none.json'], 'none.json cannot be read'],
    [['before.json', 'text.json'], 'text.json is not JSON'],
    [['before.json', 'bad.json'], 'bad.json is not a rule set: allow[0].opens[0]: bad opening.'],
    [['before.json', 'rules.mjs'], 'rules.mjs does not export rules. It exports: clinicRules.'],
    [['before.json', 'none.mjs'], 'none.mjs cannot be loaded'],
  ])('ends with 2 on %j', async (words, advice) => {
    const { code, stdout, stderr } = await rulesDiff(...words)
    expect(stderr).toContain(advice)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
