// When the inspector opens: after init, and in development only.
import { defaultRules } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createInspect, rememberForInspection } from './inspect.ts'

const inspector = { close: (): void => {} }
const inspect = createInspect(async () => ({ startInspector: () => inspector }))

function visit(hostname: string): void {
  vi.stubGlobal('document', {})
  vi.stubGlobal('location', { hostname })
}

afterEach(() => vi.unstubAllGlobals())

describe('inspect', () => {
  it('refuses before init', async () => {
    visit('localhost')
    await expect(inspect()).rejects.toMatchObject({ code: 'not_started' })
  })

  it('refuses outside a page', async () => {
    await expect(inspect()).rejects.toMatchObject({ code: 'not_started' })
  })

  it('opens on a loopback host', async () => {
    visit('app.localhost')
    rememberForInspection({ rules: defaultRules, development: false })
    await expect(inspect()).resolves.toBe(inspector)
  })

  it('opens elsewhere only where init was told of development', async () => {
    visit('portal.clinic.example')
    rememberForInspection({ rules: defaultRules, development: false })
    await expect(inspect()).rejects.toMatchObject({ code: 'not_in_development' })
    rememberForInspection({ rules: defaultRules, development: true })
    await expect(inspect()).resolves.toBe(inspector)
  })
})
