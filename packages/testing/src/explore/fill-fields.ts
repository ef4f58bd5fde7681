// Fills every field that a person could fill, each with a canary of its own.
import type { Frame, Locator, Page } from 'playwright'
import type { LeakSession } from '../browser/leak-session.ts'
import { type FieldHints, kindOfField } from './field-kind.ts'

interface Field extends FieldHints {
  readonly index: number
  readonly isUsable: boolean
  readonly key: string
}

/** Remembers what was filled and hands out canaries. */
export interface FieldFiller {
  /** Fills what is new on the page. */
  fill(page: Page): Promise<void>
  readonly count: number
}

const fieldSelector = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])'
const maxFieldsPerPage = 80
const actionTimeoutMs = 1_500

// A picture of one pixel.
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** Runs in the page. */
function describeFields(elements: readonly Element[]): Field[] {
  return elements.map((element, index) => {
    const input = element as HTMLInputElement
    const tag = element.localName
    const type = tag === 'input' ? input.type : tag === 'textarea' || tag === 'select' ? tag : 'editable'
    const labels = Array.from(input.labels ?? [], (label) => label.textContent ?? '')
    const said = ['name', 'id', 'placeholder', 'aria-label'].map((name) => element.getAttribute(name) ?? '')
    const words = [...said, ...labels].join(' ').replace(/\s+/g, ' ').trim()
    const isShown = (element as HTMLElement).offsetParent !== null || element.getClientRects().length > 0
    const isHidden = ['hidden', 'submit', 'button', 'reset', 'image', 'range', 'color'].includes(type)
    return {
      index,
      type,
      autocomplete: element.getAttribute('autocomplete') ?? '',
      words,
      isUsable: !isHidden && !input.disabled && !input.readOnly && (isShown || type === 'file'),
      key: [
        location.pathname,
        type,
        words,
        input.value === undefined || type !== 'radio' ? '' : input.value,
      ].join('\n'),
    }
  })
}

async function fillOne(locator: Locator, field: Field, plant: (kind: string) => string): Promise<void> {
  const options = { timeout: actionTimeoutMs }
  const value = (): string => plant(kindOfField(field))
  switch (field.type) {
    case 'checkbox':
    case 'radio':
      return locator.check(options)
    case 'select': {
      const count = await locator.locator('option').count()
      if (count > 1) await locator.selectOption({ index: count - 1 }, options)
      return
    }
    case 'file':
      return locator.setInputFiles({ name: value(), mimeType: 'image/png', buffer: pixel }, options)
    case 'datetime-local':
      return locator.fill(`${value()}T10:30`, options)
    case 'month':
    case 'week':
    case 'time':
      return
    case 'editable':
      // As a person does: an editor of its own listens to keys.
      await locator.click(options)
      return locator.pressSequentially(value(), options)
    default:
      return locator.fill(value(), options)
  }
}

/** Creates a filler for one run. */
export function createFieldFiller(session: LeakSession): FieldFiller {
  const filled = new Map<string, number>()
  const uses = new Map<string, number>()
  let count = 0

  function plant(kind: string): string {
    const use = (uses.get(kind) ?? 0) + 1
    uses.set(kind, use)
    return use === 1 ? session.plant(kind) : session.plant(kind, String(use))
  }

  async function fillFrame(frame: Frame): Promise<void> {
    const all = frame.locator(fieldSelector)
    const fields = await all.evaluateAll(describeFields).catch(() => [])
    const seen = new Map<string, number>()
    for (const field of fields.slice(0, maxFieldsPerPage)) {
      const nth = (seen.get(field.key) ?? 0) + 1
      seen.set(field.key, nth)
      if (!field.isUsable || nth <= (filled.get(field.key) ?? 0)) continue
      filled.set(field.key, nth)
      try {
        await fillOne(all.nth(field.index), field, plant)
        count += 1
      } catch {
        // Covered, moving or gone: what could not be filled is not counted.
      }
    }
  }

  return {
    get count() {
      return count
    },
    async fill(page) {
      for (const frame of page.frames()) await fillFrame(frame)
    },
  }
}
