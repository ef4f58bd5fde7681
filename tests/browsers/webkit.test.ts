// The short suite of the whole recorder in WebKit.
import { openWebKitPage } from '../support/webkit.ts'
import { checkRecorder } from './check-recorder.ts'

checkRecorder('WebKit', openWebKitPage)
