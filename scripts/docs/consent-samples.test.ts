import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeConsentReceipt } from '../../packages/protocol/src/consent-receipt.ts'
import { parseBannerOptions } from '../../packages/recorder-sdk/src/consent-banner/banner-options.ts'
import { readMarkdown } from './markdown.mjs'

interface Block {
  readonly language: string
  readonly lines: readonly { readonly text: string }[]
}

const document = readFileSync(new URL('../../docs/consent-samples.md', import.meta.url), 'utf8')
const blocks: readonly Block[] = readMarkdown(document).blocks
const samples: Record<string, string>[] = blocks
  .filter(({ language }) => language === 'json')
  .map(({ lines }) => JSON.parse(lines.map(({ text }) => text).join('\n')))

test('there are samples, each under a notice version of its own', () => {
  expect(samples.length).toBeGreaterThanOrEqual(3)
  expect(new Set(samples.map(({ noticeVersion }) => noticeVersion)).size).toBe(samples.length)
})

test.each(samples)('$noticeVersion is taken by the banner and by the receipt', (sample) => {
  const known = ['title', 'text', 'accept', 'decline', 'privacyUrl', 'privacyLabel', 'noticeVersion']
  expect(Object.keys(sample).filter((key) => !known.includes(key))).toEqual([])
  // The address is judged by the page that shows it.
  const { privacyUrl, ...words } = sample
  expect(privacyUrl).toMatch(/^\//)
  expect(parseBannerOptions(words)).toMatchObject({ noticeVersion: sample['noticeVersion'] })
  const { noticeVersion = '' } = sample
  expect(() => encodeConsentReceipt({ grantedAtMs: 0, how: 'banner', noticeVersion })).not.toThrow()
})

test.each([
  ['that it is recorded', /\brecord/i],
  ['for which purpose', /\brepair/],
  ['how long it is kept', /\bkept for 30 days|keep recordings for 30 days/],
  ['that one may decline', /\bmay decline/],
  ['that one may withdraw later', /\bwithdraw|change your mind/],
])('each text says %s', (_, said) => {
  for (const { title, text } of samples) expect(`${title} ${text}`).toMatch(said)
})
