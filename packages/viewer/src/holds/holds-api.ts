// The JSON of legal holds, as types for the web app.

/** What is held. Times are ms since 1970, the end exclusive. */
export interface HoldScopeReply {
  kind: 'session' | 'app' | 'subject' | 'window'
  session?: string
  app?: string
  /** The opaque id that the app said with `identify`; absent once it is erased from the log. */
  subject?: string
  fromMs?: number
  toMs?: number
}

/** A hold with who placed it and why; what was erased of its events is absent. */
export interface HoldReply {
  id: string
  scope: HoldScopeReply
  placedAtMs: number
  placedBy?: string
  reason?: string
  authority?: string
  lifted?: { atMs: number; by?: string; reason?: string }
}

/** Holds, the newest first. */
export interface HoldListReply {
  holds: readonly HoldReply[]
}
