// Rule sets that the recorder has without being given any, by the SHA-256 of their canonical text: nothing is readable under
// them, so nobody needs to publish or approve them. A release that changes one adds its hash; old pages keep theirs.
const hashes: ReadonlySet<string> = new Set([
  // `strict`, in force where `init` names no rules; since 0.1.0.
  '89042a475106635079f0a09e815cae378b494ea1adeca45ae4f8bb690ad61d39',
])

/** Whether a rule set is one that every recorder has. */
export function isBuiltInRuleSet(sha256: Uint8Array): boolean {
  return hashes.has(Buffer.from(sha256).toString('hex'))
}
