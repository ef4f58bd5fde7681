// The short suite of the whole recorder in Firefox.

import { launchFirefox } from '../support/browser.ts'
import { openPlaywrightPage } from '../support/browser-page.ts'
import { checkRecorder } from './check-recorder.ts'

checkRecorder('Firefox', async () => openPlaywrightPage(await launchFirefox()))
