// Puts canaries where an app's own code puts a patient's data without anyone noticing: title, address, console,
// errors, style sheets, and an element added to the body, as a toast or a dialog is.
import type { Page } from 'playwright'
import type { LeakSession } from '../browser/leak-session.ts'

const probes = [
  'text',
  'attribute',
  'title',
  'path',
  'query',
  'hash',
  'console',
  'error',
  'rejection',
  'style',
] as const

type Probes = Readonly<Record<(typeof probes)[number], string>>

/** Runs in the page. */
function plantInPage(values: Probes): void {
  const paragraph = document.createElement('p')
  paragraph.id = 'reseal-leak-test-probe'
  paragraph.textContent = values.text
  paragraph.title = values.attribute
  paragraph.setAttribute('data-patient', values.attribute)
  document.body.append(paragraph)
  const style = document.createElement('style')
  style.id = 'reseal-leak-test-style'
  style.textContent = `#reseal-leak-test-probe::after { content: "${values.style}" }`
  document.head.append(style)
  document.title = values.title
  history.replaceState(history.state, '', `/${values.path}?patient=${values.query}#${values.hash}`)
  // oxlint-disable-next-line no-console -- the page's console is what is probed
  console.log('patient', values.console, { name: values.console })
  setTimeout(() => {
    throw new Error(values.error)
  })
  void Promise.reject(new Error(values.rejection))
}

/** Runs in the page. */
function removeFromPage([title, address]: readonly [string, string]): void {
  document.getElementById('reseal-leak-test-probe')?.remove()
  document.getElementById('reseal-leak-test-style')?.remove()
  document.title = title
  history.replaceState(history.state, '', address)
}

/** Plants, takes a full snapshot, and leaves the page as it was. */
export async function probe(page: Page, session: LeakSession): Promise<void> {
  const values = Object.fromEntries(probes.map((name) => [name, session.plant('probe', name)])) as Probes
  const before = [await page.title(), page.url()] as const
  await page.evaluate(plantInPage, values)
  await session.look(page)
  await session.recapture(page)
  await page.evaluate(removeFromPage, before)
}
