// What marks of fields tell (SPEC.md section 20): of two answers acted out alike what no mark declares stays the same with all of
// them open; what one declares is told by it alone.
import type { FieldMark } from '@reseal/redaction-rules'
import type { Page } from 'playwright'
import type { Deed, InferenceCase } from '../support/inference.ts'

type At = (selector: string) => string

const blur = (page: Page): Promise<void> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())

// Keys go before timers: on a busy machine what the page and the recorder put off would come after the last of them.
const settle = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((resolve) => setTimeout(resolve)))

/** Comes to a field, types and leaves it. */
const answer =
  (selector: string, text: string): Deed =>
  async (page: Page, at: At) => {
    await page.focus(at(selector))
    for (const key of text) {
      await page.keyboard.type(key)
      await settle(page)
    }
    await blur(page)
  }

/** Comes to a field by keyboard, presses keys and leaves it. */
const pressed =
  (selector: string, keys: readonly string[]): Deed =>
  async (page: Page, at: At) => {
    await page.focus(at(selector))
    for (const key of keys) {
      await page.keyboard.press(key)
      await settle(page)
    }
    await blur(page)
  }

const visit = (selector: string): Deed => answer(selector, '')

const pressing = (act: (page: Page, at: At) => Promise<void>): Deed => Object.assign(act, { isPointed: true })

/** A field in a form, each of whose keys makes the page do something. */
const judged = (deed: string): string =>
  `<form onsubmit="return false"><input class=b oninput="const b = this, o = this.form.elements[1]; ${deed}"><input required><button>x</button></form>`

// So much later that it is another try.
const laterMs = 1_100

/** Finds a field invalid twice, with what a script has put there in between. */
const twice = (between: string): Deed =>
  pressing(async (page, at) => {
    await page.focus(at('.b'))
    await blur(page)
    await page.waitForTimeout(laterMs)
    await page.locator(at('.b')).evaluate((field: HTMLInputElement, value) => {
      field.value = value
    }, between)
    await page.focus(at('.b'))
    await blur(page)
  })

const pad = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
  .map((digit) => `<button id="k${digit}" style="width:40px;height:40px">${digit}</button>`)
  .join('')

/** Presses on-screen keys, each of which the page judges the field by. */
const keyed = (...digits: readonly number[]): Deed =>
  pressing(async (page, at) => {
    await page.focus(at('.b'))
    await page.evaluate(() => {
      for (const key of document.querySelectorAll<HTMLElement>('section button[id^=k]')) {
        key.onclick = () => {
          const field = key.closest('section')?.querySelector('input')
          field?.setAttribute('aria-invalid', String(field.getAttribute('aria-invalid') !== 'true'))
        }
      }
    })
    for (const digit of digits) await page.click(at(`#k${digit}`))
  })

/** Cases whose recordings are the same although every mark is open. */
export const silentMarkCases: readonly InferenceCase[] = [
  {
    id: 'MARK how much',
    html: '<input class=b>',
    one: answer('.b', 'abc'),
    other: answer('.b', 'abcdefghijk'),
  },
  {
    id: 'MARK how much of what is wrong',
    html: '<input type=email class=b>',
    one: answer('.b', 'a'),
    other: answer('.b', 'abcdefghijk'),
  },
  {
    id: 'MARK which date',
    html: '<input type=date class=b>',
    one: answer('.b', '01021980'),
    other: answer('.b', '12311999'),
  },
  {
    id: 'MARK which side of a limit',
    html: '<input type=number min=18 max=120 class=b>',
    one: answer('.b', '5'),
    other: answer('.b', '500'),
  },
  {
    id: 'MARK number or word',
    html: '<input class=b>',
    one: answer('.b', '12'),
    other: answer('.b', 'no'),
  },
  {
    id: 'MARK judged with each key',
    html: judged(
      `for (const e of [b, o]) e.setAttribute('aria-invalid', String(b.value.length % 2 === 1)); this.form.checkValidity()`,
    ),
    one: answer('.b', 'abc'),
    other: answer('.b', 'abcdefg'),
  },
  {
    id: 'MARK sent with each key',
    html: judged('this.form.requestSubmit()'),
    one: answer('.b', 'abc'),
    other: answer('.b', 'abcdefg'),
  },
  {
    id: 'MARK key by key without input',
    html: '<input class=b onkeydown="this.setAttribute(`aria-invalid`, String(this.getAttribute(`aria-invalid`) !== `true`)); return false">',
    one: pressed('.b', ['1', '2']),
    other: pressed('.b', ['1', '2', '3', '4']),
  },
  {
    id: 'MARK on-screen keys',
    html: `<input class=b><div>${pad}</div>`,
    one: keyed(4, 2),
    other: keyed(7, 1),
  },
  {
    id: 'MARK password',
    html: '<form><input type=password required minlength=5 class=b></form>',
    one: visit('.b'),
    other: answer('.b', 'abc'),
  },
  {
    id: 'MARK beside a password',
    html: '<form><input type=password><input required class=b></form>',
    one: visit('.b'),
    other: answer('.b', 'abc'),
  },
  {
    id: 'MARK one-time code',
    html: '<input autocomplete=one-time-code required class=b>',
    one: visit('.b'),
    other: answer('.b', '123456'),
  },
  {
    id: 'MARK masked',
    html: '<div data-reseal=mask><input type=email class=b></div>',
    one: answer('.b', 'abc'),
    other: answer('.b', 'a@b.example'),
  },
  {
    id: 'MARK check box',
    html: '<form><input type=checkbox required class=b></form>',
    one: visit('.b'),
    other: pressed('.b', ['Space']),
  },
  {
    id: 'MARK choice',
    html: '<form><select required class=b><option value=""></option><option>a</option></select></form>',
    one: visit('.b'),
    other: pressed('.b', ['a']),
  },
  {
    id: 'MARK of what an answer asks for',
    html: '<input type=radio name=h id=y onchange="this.parentNode.querySelector(`.b`).setAttribute(`aria-invalid`, `true`)"><input type=radio name=h id=n><input class=b>',
    one: pressed('#y', ['Space']),
    other: pressed('#n', ['Space']),
  },
]

/** A case that a mark tells, and which. */
export interface TellingMarkCase extends InferenceCase {
  readonly by: FieldMark
}

/** Cases whose recordings differ where the mark `by` is open, and under no other rules. */
export const tellingMarkCases: readonly TellingMarkCase[] = [
  {
    id: 'MARK invalid',
    html: '<input type=email class=b>',
    one: answer('.b', 'a@b.example'),
    other: answer('.b', 'ab.example'),
    by: 'invalid',
  },
  {
    id: 'MARK changed',
    html: '<input class=b value=a>',
    one: visit('.b'),
    other: answer('.b', 'b'),
    by: 'changed',
  },
  {
    id: 'MARK filled',
    html: '<input class=b value=a>',
    otherHtml: '<input class=b value="">',
    one: visit('.b'),
    other: visit('.b'),
    by: 'filled',
  },
  {
    id: 'MARK why',
    html: '<input class=b aria-invalid=true pattern=a value=b>',
    otherHtml: '<input class=b aria-invalid=true pattern=a value="">',
    one: visit('.b'),
    other: visit('.b'),
    by: 'filled',
  },
  {
    id: 'MARK same',
    html: '<input class=b aria-invalid=true value=a>',
    one: twice('a'),
    other: twice('b'),
    by: 'same',
  },
  {
    id: 'MARK kind',
    html: '<input class=b inputmode=numeric>',
    otherHtml: '<input class=b inputmode=text>',
    one: visit('.b'),
    other: visit('.b'),
    by: 'kind',
  },
]
