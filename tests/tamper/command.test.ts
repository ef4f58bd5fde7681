// `reseal verify` itself: what it prints, its exit status, and what it needs none of.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VerifyReport } from '@reseal/verifier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment } from './deployment.ts'
import { pinnedKeys } from './tampering.ts'

let deployment: Deployment
/** What an auditor has: copies, and what was printed when the deployment was made. */
let copy: string

beforeAll(async () => {
  deployment = await createTestDeployment()
  copy = await mkdtemp(join(tmpdir(), 'reseal-auditor-'))
  const { stdout } = await deployment.reseal('audit', 'export', '--format', 'jsonl')
  await writeFile(join(copy, 'audit.jsonl'), stdout)
  await cp(join(deployment.data, 'anchor'), join(copy, 'anchor'), { recursive: true })
  await cp(join(deployment.data, 'objects'), join(copy, 'objects'), { recursive: true })
  const { audit, recordings } = await pinnedKeys(deployment)
  await writeFile(
    join(copy, 'printout.txt'),
    `Keep these:\n  audit ${audit.verifierKey}\n  ${recordings.verifierKey}\n`,
  )
})

afterAll(async () => {
  await deployment.stop()
  await rm(copy, { recursive: true, force: true })
})

/** As an auditor: nothing of the deployment but the copies. */
async function audit(...words: string[]): Promise<{ code: number; report: VerifyReport }> {
  const places = ['--anchor', join(copy, 'anchor'), '--objects', join(copy, 'objects')]
  const { code, stdout, stderr } = await deployment.reseal('verify', '--json', ...places, ...words)
  if (stdout === '') throw new Error(stderr)
  return { code, report: JSON.parse(stdout) as VerifyReport }
}

describe('with a deployment at hand', () => {
  it('is intact with exit status 0, again and again, and leaves its result where the viewer shows it', async () => {
    const first = await deployment.reseal('verify')
    expect(first.stdout).toMatch(/^intact/)
    expect(first.code).toBe(0)
    const { code, report } = await deployment.verify()
    expect(report).toMatchObject({ verdict: 'intact', problems: [], version: 1 })
    expect(report.recordings).toMatchObject({ streamCount: 3, segmentCount: 12, unlistedCount: 0 })
    expect(code).toBe(0)
    const rows = await deployment.superuser.selectFrom('verifications').select('intact').execute()
    expect(rows).toEqual([{ intact: true }, { intact: true }])
  })

  it('says what lies beyond the newest anchor is unproven, and is intact nevertheless', async () => {
    await deployment.record(1, 2)
    const { code, report } = await deployment.verify()
    expect(report).toMatchObject({ verdict: 'intact', recordings: { unprovenBatchCount: 2 } })
    expect(code).toBe(0)
  })
})

describe('with copies of anchors and batches alone', () => {
  it('is intact by the keys that were kept, and holds an export against the anchors', async () => {
    const exportLines = (await readFile(join(copy, 'audit.jsonl'), 'utf8')).trim().split('\n').length
    const { code, report } = await audit(
      '--key',
      join(copy, 'printout.txt'),
      '--export',
      join(copy, 'audit.jsonl'),
    )
    expect(report).toMatchObject({
      verdict: 'intact',
      problems: [],
      evidence: { database: false, exportLines, keys: { audit: 'given', recordings: 'given' } },
      recordings: { batchCount: 12, streamCount: 3, segmentCount: 12 },
    })
    expect(code).toBe(0)
  })

  it('is unproven, with exit status 1, by no key but that of leaf 0', async () => {
    const { code, report } = await audit()
    expect(report).toMatchObject({
      verdict: 'unproven',
      problems: [],
      evidence: { keys: { audit: 'leaf 0' } },
    })
    expect(code).toBe(1)
  })

  it('names the first bad index, what it means and what to do next', async () => {
    const lines = await readFile(join(copy, 'audit.jsonl'), 'utf8')
    const altered = join(copy, 'altered.jsonl')
    await writeFile(altered, lines.replace('\\"outcome\\":\\"success\\"', '\\"outcome\\":\\"denied\\"'))
    const { code, report } = await audit('--key', join(copy, 'printout.txt'), '--export', altered)
    expect(report.problems).toEqual([
      expect.objectContaining({
        kind: 'export_altered',
        log: 'audit',
        leafIndex: 1,
        means: expect.stringContaining('export'),
        next: expect.any(String),
      }),
    ])
    expect(code).toBe(1)
  })

  it('takes no export for whole that leaves an event out', async () => {
    const lines = (await readFile(join(copy, 'audit.jsonl'), 'utf8')).split('\n')
    const gap = join(copy, 'gap.jsonl')
    await writeFile(gap, lines.toSpliced(1, 1).join('\n'))
    const { report } = await audit('--key', join(copy, 'printout.txt'), '--export', gap)
    expect(report.problems).toMatchObject([{ kind: 'export_gap', log: 'audit', leafIndex: 2, count: 1 }])
  })

  it('looks for nothing that a filtered export leaves out, and says that it is one', async () => {
    const lines = (await readFile(join(copy, 'audit.jsonl'), 'utf8')).trim().split('\n')
    const marked = lines.map((line) => JSON.stringify({ ...JSON.parse(line), filtered: true }))
    const filtered = join(copy, 'filtered.jsonl')
    await writeFile(filtered, marked.toSpliced(1, 1).join('\n'))
    const { report } = await audit('--key', join(copy, 'printout.txt'), '--export', filtered)
    expect(report).toMatchObject({ problems: [], evidence: { exportFiltered: true } })
  })

  it('refuses what it cannot use with exit status 2', async () => {
    for (const words of [
      ['--anchor', copy],
      ['--objects', copy],
      ['--anchor', copy, '--objects', copy, '--key', join(copy, 'audit.jsonl')],
      ['--anchor', copy, '--objects', copy, '--export', join(copy, 'none')],
      ['--anchor', copy, '--objects', copy, '--receipts', join(copy, 'audit.jsonl')],
    ]) {
      expect((await deployment.reseal('verify', ...words)).code).toBe(2)
    }
  })
})

it('is unproven, with exit status 1, once every anchor is gone', async () => {
  await rm(join(deployment.data, 'anchor'), { recursive: true })
  const { code, report } = await deployment.verify()
  expect(report.verdict).toBe('unproven')
  expect(code).toBe(1)
})

it('writes the page with which auditors verify in a browser', async () => {
  const { code, stdout } = await deployment.reseal('verify', '--page')
  expect(stdout).toContain("default-src 'none'")
  expect(stdout).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/)
  expect(code).toBe(0)
})
