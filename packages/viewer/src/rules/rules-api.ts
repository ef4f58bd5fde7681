// The JSON of the rules registry, as types for the web app.

/** One change of one rule, in words. */
export interface RuleChangeReply {
  list: string
  id: string
  reason: string
}

/** A rule by which the node mirror of a recording is asked what would change: `selector` as it was published. */
export interface PreviewRuleReply {
  list: 'allow' | 'mask' | 'block'
  id: string
  selector: string
}

/** What a pending set adds and takes away of the rules that elements are matched by. */
export interface RulesPreviewReply {
  added: readonly PreviewRuleReply[]
  removed: readonly PreviewRuleReply[]
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
  /** Of a pending set, for the preview on recordings. */
  preview?: RulesPreviewReply
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

/** How the static texts of a release differ from those of the release before it. */
export interface ManifestChangesReply {
  release: string
  /** Absent where there is none before it. */
  comparedTo?: string
  /** All of them, whatever was searched for. */
  addedCount: number
  removedCount: number
  /** Texts with what was searched for in them, at most 500 each. */
  added: readonly string[]
  removed: readonly string[]
}
