// The auditor's page in a real browser: the same verdict and the same first bad index as the command, from the same files,
// without any connection.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NoteVerifier, parseVerifierKey } from '@reseal/protocol/log'
import {
  createAnchor,
  createCheckpointVerifier,
  createFolderObjectStore,
  createLogReceipt,
  findCloseLeaf,
} from '@reseal/store'
import type { PinnedLog, VerifyReport } from '@reseal/verifier'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { createTestDeployment, type Deployment, overwrite, readBatches } from './deployment.ts'
import { pinnedKeys } from './tampering.ts'

let deployment: Deployment
let browser: Browser
let folder: string
let keys: string

beforeAll(async () => {
  deployment = await createTestDeployment()
  folder = await mkdtemp(join(tmpdir(), 'reseal-page-'))
  await deployment.reseal('verify', '--page', '--output', join(folder, 'verify.html'))
  const { stdout } = await deployment.reseal('audit', 'export', '--format', 'jsonl')
  await writeFile(join(folder, 'audit.jsonl'), stdout)
  for (const copy of ['intact', 'tampered']) {
    await cp(join(deployment.data, 'anchor'), join(folder, copy, 'anchor'), { recursive: true })
    await cp(join(deployment.data, 'objects'), join(folder, copy, 'objects'), { recursive: true })
  }
  const { audit, recordings } = await pinnedKeys(deployment)
  keys = `${audit.verifierKey}\n${recordings.verifierKey}`
  const verifierOf = ({ verifierKey }: PinnedLog): NoteVerifier => {
    const { name, publicKey } = parseVerifierKey(verifierKey)
    return createCheckpointVerifier(name, publicKey)
  }
  const anchor = createAnchor({
    store: createFolderObjectStore({ root: join(folder, 'intact', 'anchor') }),
    verifiers: { audit: verifierOf(audit), recordings: verifierOf(recordings) },
  })
  const { close } = (await findCloseLeaf(deployment.superuser, deployment.streams[0] ?? '')) ?? {}
  if (close === undefined) throw new Error('the stream is open')
  const receipt = await createLogReceipt(anchor, { log: 'recordings', ...close })
  await writeFile(join(folder, 'stream.tlog-proof'), receipt ?? '')
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await deployment?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The page from the file that the command wrote, and every request that it makes. */
async function openPage(): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${join(folder, 'verify.html')}`)
  return { page, requests }
}

async function verifyOnPage(page: Page, copy: string): Promise<string> {
  await page.setInputFiles('#folder', join(folder, copy))
  await page.fill('#keys', keys)
  await page.getByRole('button', { name: 'Verify' }).press('Enter')
  await page.locator('#report .verdict').waitFor()
  return page.locator('#report').innerText()
}

/** What the command says of the same files. */
async function verifyByCommand(copy: string): Promise<VerifyReport> {
  const places = ['--anchor', join(folder, copy, 'anchor'), '--objects', join(folder, copy, 'objects')]
  const keyOptions = keys.split('\n').flatMap((key) => ['--key', key])
  const { stdout } = await deployment.reseal('verify', '--json', ...places, ...keyOptions)
  return JSON.parse(stdout) as VerifyReport
}

describe('the page', () => {
  it('finds the deployment intact, holds an export against it, and asks for nothing', async () => {
    const { page, requests } = await openPage()
    await page.setInputFiles('#export', join(folder, 'audit.jsonl'))
    const text = await verifyOnPage(page, 'intact')
    expect(text).toMatch(/^Intact/)
    expect(text).toContain('12 batches, 3 streams, 12 segments')
    expect(text).toContain('key as you gave it')
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([])
    expect(requests).toHaveLength(1)
    await page.close()
  })

  it('saves the report that the command prints, but for time and place', async () => {
    const { page } = await openPage()
    await verifyOnPage(page, 'intact')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: /Save the report/ }).click()
    const saved = JSON.parse(await readFile(await (await download).path(), 'utf8')) as VerifyReport
    const { verdict, logs, recordings, problems, evidence } = await verifyByCommand('intact')
    expect(saved).toMatchObject({ verdict, logs, recordings, problems, evidence })
    await page.close()
  })

  it('names the same first bad index as the command', async () => {
    const [stream] = deployment.streams
    for (const { path, entries } of await readBatches(join(folder, 'tampered', 'objects'))) {
      const entry = entries.find((candidate) => candidate.stream === stream && candidate.index === 2)
      if (entry) await overwrite(path, entry.offset + entry.length - 5, Buffer.from('false'))
    }
    const { page } = await openPage()
    const text = await verifyOnPage(page, 'tampered')
    expect(text).toMatch(/^Broken/)
    expect(text).toContain(`segment 2 of stream ${stream}`)
    const { problems } = await verifyByCommand('tampered')
    expect(problems[0]).toMatchObject({ kind: 'segment_altered', stream, segmentIndex: 2 })
    const kinds = await page.locator('#report .kind').allInnerTexts()
    expect(kinds).toEqual(problems.map(({ kind }) => kind))
    await page.close()
  })

  it('misses what a kept checkpoint had seen', async () => {
    const checkpoints = join(folder, 'intact', 'anchor', 'audit', 'checkpoint')
    const newest = (await readdir(checkpoints)).sort().at(-1) ?? expect.fail('no checkpoint')
    await cp(join(folder, 'intact'), join(folder, 'rolled-back'), { recursive: true })
    await rm(join(folder, 'rolled-back', 'anchor', 'audit', 'checkpoint', newest))
    const findings: string[][] = []
    for (const [copy, verdict] of [
      ['intact', /^Intact/],
      ['rolled-back', /^Broken/],
    ] as const) {
      const { page } = await openPage()
      await page.setInputFiles('#kept', join(checkpoints, newest))
      expect(await verifyOnPage(page, copy)).toMatch(verdict)
      findings.push(await page.locator('#report .kind').allInnerTexts())
      await page.close()
    }
    expect(findings[0]).toEqual([])
    expect(findings[1]).toContain('kept_checkpoint_inconsistent')
  })

  it('checks a receipt against the keys, and one that was changed proves nothing', async () => {
    const { page } = await openPage()
    await page.fill('#keys', keys)
    await page.setInputFiles('#proof', join(folder, 'stream.tlog-proof'))
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.locator('#report .verdict').waitFor()
    expect(await page.locator('#report').innerText()).toContain(deployment.streams[0])
    const changed = (await readFile(join(folder, 'stream.tlog-proof'), 'utf8')).replace(
      /^index 0*(\d+)/m,
      'index 1$1',
    )
    await page.setInputFiles('#proof', {
      name: 'changed.tlog-proof',
      mimeType: 'text/plain',
      buffer: Buffer.from(changed),
    })
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect.poll(() => page.locator('#report').innerText()).toContain('Receipt refused')
    await page.close()
  })

  it('says what it lacks, and is unproven without a key', async () => {
    const { page } = await openPage()
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect.poll(() => page.locator('#refusal').innerText()).toContain('no anchors')
    await page.setInputFiles('#folder', join(folder, 'intact'))
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.locator('#report .verdict.unproven').waitFor()
    await page.close()
  })
})
