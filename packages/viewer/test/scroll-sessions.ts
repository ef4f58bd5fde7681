// Scrolls a list of sessions from its first line to its last, and notes every line that is seen. A test helper, never shipped.
import type { Page } from 'playwright'

/** The sessions in the order in which they are first seen; a line that is left out or out of order shows in it. */
export async function scrollThrough(page: Page): Promise<string[]> {
  await page.waitForSelector('.sessions tbody tr.row')
  return page.locator('section.sheet').evaluate(async (sheet, patienceMs) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const seen = new Map<string, number>()
    let last = 0
    // The end is the line whose number the list itself says is the last. Without any news for long there is none to come.
    for (let movedAt = performance.now(); performance.now() - movedAt < patienceMs; ) {
      const before = sheet.scrollTop
      for (const row of sheet.querySelectorAll<HTMLElement>('tr.row')) {
        const id = row.dataset['session'] ?? ''
        const place = Number(row.getAttribute('aria-rowindex'))
        if ((seen.get(id) ?? place) !== place) throw new Error('a line has moved')
        seen.set(id, place)
        last = Math.max(last, place)
      }
      if (String(last) === sheet.querySelector('table')?.getAttribute('aria-rowcount')) break
      sheet.scrollTop = before + sheet.clientHeight * 0.9
      await frame()
      if (sheet.scrollTop !== before) movedAt = performance.now()
    }
    return [...seen].sort(([, one], [, other]) => one - other).map(([id]) => id)
  }, 20_000)
}
