import { describe, expect, it } from 'vitest'
import { createSettingsRewriter } from './app-settings.ts'

const key = (letter: string): string => `B${letter.repeat(86)}`
const test = { endpoint: 'http://127.0.0.1:1', sealingKey: key('1'), receiptKey: key('2') }
const app = { endpoint: 'https://ingest.clinic.example', sealingKey: key('s'), receiptKey: key('r') }

describe('createSettingsRewriter', () => {
  it.each([
    ['JSON', JSON.stringify(app)],
    [
      'a script',
      `init({endpoint:"${app.endpoint}",sealingKey:'${app.sealingKey}',receiptKey:\`${app.receiptKey}\`})`,
    ],
    [
      'a page',
      `<script>Reseal.init({ endpoint : "${app.endpoint}", "sealingKey": "${app.sealingKey}", receiptKey: "${app.receiptKey}" })</script>`,
    ],
  ])('replaces endpoint and keys in %s', (_, text) => {
    const rewriter = createSettingsRewriter(test)
    const rewritten = rewriter.rewrite(text) ?? ''
    for (const name of ['endpoint', 'sealingKey', 'receiptKey'] as const) {
      expect(rewritten).toContain(test[name])
      expect(rewritten).not.toContain(app[name])
    }
    expect(rewriter.found).toBe(true)
  })

  it('leaves alone what is no setting', () => {
    const rewriter = createSettingsRewriter(test)
    for (const text of [
      'const sealingKey = props.sealingKey',
      '{"endpoint":"https://api.clinic.example"}',
      `{"sealingKey":"short","endpoint":"https://api.clinic.example"}`,
    ]) {
      expect(rewriter.rewrite(text)).toBeUndefined()
    }
    expect(rewriter.found).toBe(false)
  })

  it('replaces known settings wherever they stand', () => {
    const rewriter = createSettingsRewriter(test, app)
    expect(rewriter.rewrite(`const a="${app.sealingKey}"`)).toBe(`const a="${test.sealingKey}"`)
  })

  it('keeps replacing in later texts what it learned', () => {
    const rewriter = createSettingsRewriter(test)
    rewriter.rewrite(JSON.stringify(app))
    expect(rewriter.rewrite(`fetch("${app.endpoint}/x")`)).toBe(`fetch("${test.endpoint}/x")`)
  })
})
