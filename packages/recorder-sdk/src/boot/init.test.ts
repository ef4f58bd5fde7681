import { createECDH } from 'node:crypto'
import { encodeBase64url } from '@reseal/protocol'
import { expect, it } from 'vitest'
import { init, RecorderError, Reseal } from '../index.ts'

const freshKey = (): string => encodeBase64url(createECDH('prime256v1').generateKeys())

it('is inert where there is no page, as when rendering on a server', async () => {
  const codes: string[] = []
  const recorder = Reseal.init({
    endpoint: 'https://ingest.example.org',
    appKey: `rsl_${'a'.repeat(22)}`,
    sealingKey: freshKey(),
    receiptKey: freshKey(),
    viewerUrl: 'https://viewer.example.org',
    consent: 'granted',
    onError: ({ code }) => codes.push(code),
  })
  recorder.grantConsent()
  await recorder.withdrawConsent()
  await recorder.stop()
  expect(recorder.sessionUrl()).toBeUndefined()
  expect(codes).toEqual(['unsupported_browser'])
})

it('refuses a bad configuration there as well', () => {
  expect(() => init({} as never)).toThrow(RecorderError)
})

it('survives an onError that throws', () => {
  const options = {
    endpoint: 'https://ingest.example.org',
    appKey: `rsl_${'a'.repeat(22)}`,
    sealingKey: freshKey(),
    receiptKey: freshKey(),
    onError: () => {
      throw new Error('the host application failed')
    },
  }
  expect(() => init(options)).not.toThrow()
})
