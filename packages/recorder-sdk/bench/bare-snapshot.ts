// rrweb alone, started when the page says so, with the options that capture gives it.
import { defaultRules } from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { observerOptions } from '../src/capture/observer-options.ts'

const events: unknown[] = []

Object.assign(window, {
  startBare: () => record({ emit: (event) => events.push(event), ...observerOptions(defaultRules) }),
})
