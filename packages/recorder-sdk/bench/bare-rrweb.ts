// rrweb alone, with the options that capture gives it, keeping its events as a bare recorder would.
import { defaultRules } from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { observerOptions } from '../src/capture/observer-options.ts'

const events: unknown[] = []

record({ emit: (event) => events.push(event), ...observerOptions(defaultRules) })
