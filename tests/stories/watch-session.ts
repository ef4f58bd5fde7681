// An engineer opens a session for a purpose and watches its first seconds.
import type { Page } from 'playwright'

/** States the purpose that is offered, by Enter as one does, and comes back when the replay shows its first frame. */
export async function watchSession(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForSelector('#purpose')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#replay-position')
  const isShown = () => page.frames().some((frame) => frame.parentFrame()?.parentFrame() === page.mainFrame())
  while (!isShown()) await page.waitForTimeout(100)
}
