// CPU time of a browser's renderer processes, all their threads (workers, idle work) included, as Chromium reports it.
import type { Browser } from 'playwright'

/** Seconds of CPU that each renderer has used so far, by process id. */
export async function rendererCpuSeconds(browser: Browser): Promise<Map<number, number>> {
  const session = await browser.newBrowserCDPSession()
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer')
    return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]))
  } finally {
    await session.detach()
  }
}
