// The shape of what leaves the redactor: an rrweb event that holds nothing a rule did not let through.

/** Any value JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** An object whose members JSON can hold. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/**
 * An event of the rrweb format after redaction. `type` is rrweb's event type (0 to 6 are emitted),
 * `timestamp` milliseconds since the Unix epoch, `data` built afresh by the redactor.
 */
export interface RecordedEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: JsonObject
}
