// The Chromium that the tests drive.
import { type Browser, chromium } from 'playwright'

/** Starts the Chromium of this machine (`RESEAL_CHROMIUM`, else Debian's) without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
}
