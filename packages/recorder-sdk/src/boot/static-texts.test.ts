// where the static texts of a page are broken, late or absent there are none, and one error says so.
import { createECDH } from 'node:crypto'
import { createStaticTexts, encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseConfig, type RecorderConfig } from './config.ts'
import { withStaticTexts } from './static-texts.ts'

const encoded = encodeStaticTexts(['Save draft'])
function freshKey(): string {
  const key = createECDH('prime256v1')
  key.generateKeys()
  return key.getPublicKey().toString('base64url')
}

function configWith(manifest: unknown): RecorderConfig {
  return parseConfig({
    endpoint: 'https://ingest.example',
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: freshKey(),
    receiptKey: freshKey(),
    manifest,
  })
}

beforeEach(() => {
  vi.stubGlobal('Element', class {})
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('withStaticTexts', () => {
  it.each([
    ['a text', encoded],
    ['a function', async () => encoded],
  ])('reads the set from %s (R-19.3)', async (_, manifest) => {
    const reported: unknown[] = []
    const { staticTexts } = await withStaticTexts(configWith(manifest), (error) => reported.push(error))
    expect(staticTexts?.hash).toEqual(createStaticTexts(encoded).hash)
    expect([staticTexts?.has('Save draft'), staticTexts?.has('Save')]).toEqual([true, false])
    expect(reported).toEqual([])
  })

  it.each([
    ['is empty', ''],
    ['is a number', 7],
    ['is null', null],
    ['is an object', { manifest: encoded }],
    ['is a list', [encoded]],
    ['has one character more', `${encoded}A`],
    ['is a page of an error', async () => '<!doctype html><title>Not Found</title>'],
    ['is no text', async () => ({ has: () => true, hash: new Uint8Array(32) })],
    ['is refused', () => Promise.reject(new Error('Save draft'))],
    [
      'throws',
      () => {
        throw new Error('Save draft')
      },
    ],
  ])(
    'gives none, and says so once without what was thrown, where the manifest %s (R-19.3)',
    async (_, manifest) => {
      const reported: Error[] = []
      const { staticTexts } = await withStaticTexts(configWith(manifest), (error) => reported.push(error))
      expect(staticTexts).toBeUndefined()
      expect(reported).toMatchObject([{ code: 'manifest_unavailable' }])
      expect(reported[0]?.cause).toBeUndefined()
      expect(reported[0]?.message).not.toContain('Save draft')
    },
  )

  it('gives none where the manifest comes after two seconds (R-19.3)', async () => {
    vi.useFakeTimers()
    const reported: Error[] = []
    let hand: (text: string) => void = () => {}
    const late = new Promise<string>((resolve) => {
      hand = resolve
    })
    const settled = withStaticTexts(
      configWith(() => late),
      (error) => reported.push(error),
    )
    await vi.advanceTimersByTimeAsync(2_000)
    hand(encoded)
    expect((await settled).staticTexts).toBeUndefined()
    expect(reported).toMatchObject([{ code: 'manifest_unavailable' }])
  })
})
