// reseal manifest check and diff as a CI job runs them: processes of their own, in a git repository.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/reseal.mjs', import.meta.url))
let folder: string

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function manifest(...words: string[]): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [bin, 'manifest', ...words],
      { cwd: folder },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr })
      },
    )
  })
}

const git = (...words: string[]): void => {
  execFileSync(
    'git',
    ['-c', 'user.name=Reseal', '-c', 'user.email=reseal@example.org', '-c', 'commit.gpgsign=false', ...words],
    { cwd: folder, stdio: 'ignore' },
  )
}

const fileOf = (...entries: readonly string[]): string =>
  `{ "version": 1, "texts": [\n  ${entries.join(',\n  ')}\n] }\n`
const saved = '{ "text": "Save draft", "decision": "allow", "from": ["src/intake.tsx"] }'
const old = '{ "text": "Old heading", "decision": "allow", "from": ["src/app.tsx"] }'
const pending =
  '{ "text": "Diabetes", "decision": "pending", "withheld": "clinical: condition", "from": ["src/intake.tsx"] }'
const decided = pending.replace('"pending"', '"allow"')
const unseen = '{ "text": "Penicillin allergy", "decision": "allow", "from": ["a.tsx", "b.tsx", "c.tsx"] }'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-manifest-'))
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'empty')
  git('tag', 'before')
  await writeFile(join(folder, 'reseal.manifest.json'), fileOf(old, pending))
  git('add', '.')
  git('commit', '-q', '-m', 'manifest')
  await writeFile(join(folder, 'reseal.manifest.json'), fileOf(decided, saved))
  await writeFile(join(folder, 'pending.json'), fileOf(pending, saved))
  await writeFile(join(folder, 'unseen.json'), fileOf(unseen, saved))
  await writeFile(join(folder, 'bad.json'), fileOf(saved.replace('allow', 'perhaps')))
  await writeFile(join(folder, 'merge.json'), `<<<<<<< main\n${fileOf(saved)}`)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('reseal manifest check', () => {
  test('ends with 0 when every text is decided', async () => {
    const { code, stdout } = await manifest('check')
    expect(stdout).toBe('reseal.manifest.json: 2 allowed, 0 denied, 0 pending\n')
    expect(code).toBe(0)
  })

  test('ends with 1 on pending texts, and lets them pass when told to', async () => {
    const { code, stdout } = await manifest('check', '--file', 'pending.json')
    expect(stdout).toBe(
      [
        'pending.json: 1 allowed, 0 denied, 1 pending',
        'pending, masked until decided: 1 text',
        '  "Diabetes" (clinical: condition)  in src/intake.tsx',
        'Decide about each in pending.json: set "decision" to "allow" or "deny".',
        '',
      ].join('\n'),
    )
    expect(code).toBe(1)
    expect((await manifest('check', '--file', 'pending.json', '--allow-pending')).code).toBe(0)
  })

  test('ends with 1 on an allowed text that is withheld for a reason nobody saw', async () => {
    const { code, stdout } = await manifest('check', '--file', 'unseen.json', '--allow-pending', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      counts: { allow: 2, deny: 0, pending: 0 },
      pending: [],
      changed: [{ text: 'Penicillin allergy' }],
    })
    expect(code).toBe(1)
    expect((await manifest('check', '--file', 'unseen.json')).stdout).toContain('in a.tsx, b.tsx and 1 more')
  })
})

describe('reseal manifest diff', () => {
  test('says against a git ref what becomes readable; ends with 1', async () => {
    const { code, stdout } = await manifest('diff', 'git:main')
    expect(stdout).toBe(
      [
        'git:main to reseal.manifest.json',
        'becomes readable although it was withheld: 1 text',
        '  "Diabetes" (clinical: condition)  in src/intake.tsx',
        'becomes readable: 1 text',
        '  "Save draft"  in src/intake.tsx',
        'no longer in the app: 1 text',
        '  "Old heading"  in src/app.tsx',
        '',
      ].join('\n'),
    )
    expect(code).toBe(1)
  })

  test('takes a ref without the file as an empty manifest', async () => {
    const { stdout } = await manifest('diff', 'git:before', 'reseal.manifest.json', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      before: 'git:before',
      readable: [{ text: 'Diabetes', why: 'new' }, { text: 'Save draft' }],
      masked: [],
    })
  })

  test('ends with 0 when nothing becomes readable', async () => {
    const { code, stdout } = await manifest('diff', 'reseal.manifest.json', 'pending.json')
    expect(stdout).toContain('becomes readable: nothing\nno longer readable: 1 text\n  "Diabetes"')
    expect(code).toBe(0)
  })
})

test.each([
  [['check', '--file', 'none.json'], 'none.json cannot be read'],
  [['check', '--file', 'bad.json'], 'bad.json is not a manifest, at texts[0].decision: bad decision.'],
  [['check', '--file', 'merge.json'], 'at line 1: merge conflict. A merge is unfinished'],
  [['diff'], 'old is needed'],
  [['diff', 'git:no-such-ref'], 'git does not know no-such-ref'],
  [['diff', 'git:--help'], 'git does not know --help'],
])('ends with 2 on %j and says what to do', async (words, advice) => {
  const { code, stdout, stderr } = await manifest(...words)
  expect(stderr).toContain(advice)
  expect(stdout).toBe('')
  expect(code).toBe(2)
})
