// The rule set that an app's recordings are redacted by when they are read: the newest that is approved, and what those that
// wait for approval mask beyond it (design.md §9).
import { parseRuleSet, type RuleSet } from '@reseal/redaction-rules'
import { createRedactorOfAll, type RetroactiveRedactor } from '@reseal/redaction-rules/retroactive'
import type { Database, PublishedRuleSet, RuleSetRepository } from '@reseal/store'
import { ViewerError } from '../viewer-error.ts'

/** A published rule set, ready to redact with. */
export interface ViewRules {
  /** Lower-case hex of its SHA-256: the rule-set version that audit events name. */
  readonly version: string
  /** A redactor for one range, which is to begin at a keyframe. */
  createRedactor(): RetroactiveRedactor
}

/** Finds rule sets. */
export interface ViewRulesReader {
  /**
   * The rules that count for an app now; undefined when none were ever published.
   * @throws ViewerError `rules_unreadable` when what was published is no rule set to this version of Reseal; StoreError
   */
  find(appId: string, transaction: Database): Promise<ViewRules | undefined>
}

// Parsing a long list of words takes milliseconds, and every range asks.
const maxCached = 32

function parsePublished(body: Uint8Array): RuleSet {
  try {
    return parseRuleSet(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch (cause) {
    throw new ViewerError('rules_unreadable', { cause })
  }
}

function versionOf({ sha256 }: PublishedRuleSet): string {
  return Buffer.from(sha256).toString('hex')
}

/** Builds the reader; it keeps the sets it parsed last. */
export function createViewRulesReader(repository: RuleSetRepository): ViewRulesReader {
  const parsed = new Map<string, RuleSet>()

  function parse(version: string, { body }: PublishedRuleSet): RuleSet {
    const known = parsed.get(version)
    if (known !== undefined) return known
    const rules = parsePublished(body)
    for (const oldest of parsed.keys()) {
      if (parsed.size < maxCached) break
      parsed.delete(oldest)
    }
    parsed.set(version, rules)
    return rules
  }

  return {
    find: async (appId, transaction) => {
      const published = await repository.findNewest(appId, transaction)
      if (published === undefined) return undefined
      const sets = [published, ...published.waiting].map((set) => parse(versionOf(set), set))
      return { version: versionOf(published), createRedactor: () => createRedactorOfAll(sets) }
    },
  }
}
