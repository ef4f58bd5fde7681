// The browsers that the tests drive.
import { type Browser, chromium, firefox } from 'playwright'

/** The Chromium of this machine: `RESEAL_CHROMIUM`, else Debian's. */
export const chromiumPath: string = process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium'

/** Starts the Chromium of this machine (`RESEAL_CHROMIUM`, else Debian's) without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox'],
  })
}

/** Starts the Firefox of this machine (`RESEAL_FIREFOX`, else Debian's) without a window. */
export function launchFirefox(): Promise<Browser> {
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env['RESEAL_FIREFOX'] ?? '/usr/bin/firefox-esr',
    // It makes a profile first, which takes half a minute on a machine with much else to do.
    timeout: 120_000,
  })
}
