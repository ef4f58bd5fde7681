// What a signal was recorded as: the payload of a plugin event, by the name of the plugin (SPEC.md section 11).
import type {
  ClickPayload,
  ConsolePayload,
  ErrorPayload,
  NavigationPayload,
  NetworkPayload,
  ResourcePayload,
  SocketPayload,
  TaskPayload,
  VitalPayload,
} from '@reseal/redaction-rules'

interface Payloads {
  readonly 'reseal/click': ClickPayload
  readonly 'reseal/console': ConsolePayload
  readonly 'reseal/error': ErrorPayload
  readonly 'reseal/navigation': NavigationPayload
  readonly 'reseal/network': NetworkPayload
  readonly 'reseal/resource': ResourcePayload
  readonly 'reseal/socket': SocketPayload
  readonly 'reseal/task': TaskPayload
  readonly 'reseal/vital': VitalPayload
}

/** The name of a plugin and what it recorded. */
export type RecordedSignal = {
  readonly [Plugin in keyof Payloads]: { readonly plugin: Plugin; readonly payload: Payloads[Plugin] }
}[keyof Payloads]
