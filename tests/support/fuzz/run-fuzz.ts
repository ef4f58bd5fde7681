// Runs batches of trees in a browser and says what leaked, as small as it can be made.
import type { RuleSetInput } from '@reseal/redaction-rules'
import type { Page } from 'playwright'
import { manifestOf } from '../interface-texts.ts'
import type { FuzzResult, FuzzRun } from './fuzz-page.ts'
import { generateTree } from './generate-tree.ts'
import { clearText, clearWords } from './place.ts'
import { createRandom } from './random.ts'
import { pickRules } from './rule-sets.ts'
import { createSecretMint, findLeaks, type Leak, type SecretMint } from './secrets.ts'
import type { FuzzTree } from './tree.ts'

const clearManifest = manifestOf([clearText, ...clearWords])

/** Trees with the rules under which they are recorded. */
export interface Batch {
  readonly rules: RuleSetInput
  /** In one of three batches: the clear text is static, and the secrets stand beside it. */
  readonly manifest?: string
  readonly trees: readonly FuzzTree[]
  readonly mint: SecretMint
}

/** The batch of a seed: the same seed gives the same batch. */
export function generateBatch(seed: number, treeCount: number): Batch {
  const random = createRandom(seed)
  const mint = createSecretMint()
  const { rules, regions } = pickRules(random)
  const trees = Array.from({ length: treeCount }, (_, tree) => {
    mint.beginTree(tree)
    return generateTree({ random, mint, regions })
  })
  return { rules, trees, mint, ...(seed % 3 === 0 && { manifest: clearManifest }) }
}

/** A page for one batch after the other; a new one would cost more than what happens in it. */
export interface FuzzHost {
  readonly page: Page
  /** Where the fuzzer's page is served. */
  readonly url: string
}

/** Records trees in a fresh document. */
export async function recordTrees({ page, url }: FuzzHost, run: FuzzRun): Promise<FuzzResult> {
  await page.goto(url)
  // As text: Playwright's own way of passing deep objects is slow.
  const { recorder, rules, manifest, trees } = run
  const given = JSON.stringify({ recorder, rules, manifest, trees })
  return page.evaluate((text) => window.runFuzz(JSON.parse(text) as FuzzRun), given)
}

function withoutItem<T>(items: readonly T[], index: number): T[] {
  return items.filter((_, at) => at !== index)
}

// Every list in a tree, one item shorter; the nearest to the root first, since they take most with them.
function smaller(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const shorter: unknown[] = value.map((_, index) => withoutItem(value, index))
    const inside = value.flatMap((item, index) =>
      smaller(item).map((less) => value.map((one: unknown, at) => (at === index ? less : one))),
    )
    return [...shorter, ...inside]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    smaller(item).map((less) => ({ ...value, [key]: less })),
  )
}

const shrinkingMs = 20_000

/** The smallest tree found that leaks the same secret; `leaks` records a tree and looks. */
async function shrink(tree: FuzzTree, leaks: (tree: FuzzTree) => Promise<boolean>): Promise<FuzzTree> {
  let least = tree
  const until = performance.now() + shrinkingMs
  for (let found = true; found; ) {
    found = false
    for (const less of smaller(least) as FuzzTree[]) {
      if (performance.now() > until) return least
      if (await leaks(less)) {
        least = less
        found = true
        break
      }
    }
  }
  return least
}

/** A leak with the smallest tree that shows it, for a person to read. */
export async function explain(host: FuzzHost, batch: Batch, leak: Leak): Promise<string> {
  const tree = batch.trees[leak.tree]
  const alone = async (candidate: FuzzTree): Promise<boolean> => {
    const run = { ...batch, recorder: 'reseal', trees: [candidate] } as const
    const { events } = await recordTrees(host, run)
    return findLeaks(events, batch.mint).some((one) => one.place === leak.place && one.tree === leak.tree)
  }
  const isAlone = tree !== undefined && (await alone(tree))
  const least = isAlone ? await shrink(tree, alone) : tree
  return [
    `${leak.place}: ${leak.secret} of tree ${leak.tree}${isAlone ? '' : ' (only beside the others of its batch)'}`,
    `  came out as …${leak.excerpt}…`,
    `  rules ${JSON.stringify(batch.rules)}${batch.manifest === undefined ? '' : ', with a manifest'}`,
    `  tree ${JSON.stringify(least)}`,
  ].join('\n')
}
