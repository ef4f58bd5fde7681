// How all late signals are redacted: what the trackers of a page bring along one by one.
import { redactClick } from '../src/signals/click.ts'
import { redactField } from '../src/signals/field.ts'
import type { LateSignals } from '../src/signals/late-signal.ts'
import { signalPlugin } from '../src/signals/redact-signal.ts'
import { redactTask } from '../src/signals/task.ts'
import { redactNavigation, redactResource, redactSocket } from '../src/signals/transfer.ts'
import { redactVital } from '../src/signals/vital.ts'

export const lateSignals: Readonly<LateSignals> = {
  [signalPlugin.click]: redactClick,
  [signalPlugin.field]: redactField,
  [signalPlugin.navigation]: redactNavigation,
  [signalPlugin.resource]: redactResource,
  [signalPlugin.socket]: redactSocket,
  [signalPlugin.task]: redactTask,
  [signalPlugin.vital]: redactVital,
}
