// The JSON of the rules registry, as types for the web app.

/** One change of one rule, in words. */
export interface RuleChangeReply {
  list: string
  id: string
  reason: string
}

/** A published rule set. */
export interface PublishedSetReply {
  seq: number
  version: string
  sha256: string
  state: 'approved' | 'pending' | 'refused'
  /** What the app's recordings are read by. */
  inForce: boolean
  publishedAtMs: number
  publishedBy?: string
  decidedBy?: string
  reason?: string
  /** Of a pending set: what becomes of recordings when it takes the place of the one in force. */
  diff?: { readable: readonly RuleChangeReply[]; masked: readonly RuleChangeReply[] }
  /** What the diff was made against: hash of the set in force. Absent where there is none. */
  comparedTo?: string
}

/** The static texts of a release. */
export interface ReleaseManifestReply {
  release: string
  sha256: string
  textCount: number
  publishedAtMs: number
}

/** What is published for an app. */
export interface AppRulesReply {
  id: string
  name: string
  /** `first-set`: anything until the first set is published, and from then on only what is. */
  accepts: 'registered' | 'any' | 'first-set'
  sets: readonly PublishedSetReply[]
  manifests: readonly ReleaseManifestReply[]
}

/** All apps. */
export interface RulesReply {
  apps: readonly AppRulesReply[]
}
