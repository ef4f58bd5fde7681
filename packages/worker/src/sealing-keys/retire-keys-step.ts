// Carries out approved retirements of sealing keys (design.md §6): what lives under the key is shredded, few sessions a
// transaction, but what is held; once nothing lives under it the key is retired. A worker that dies has done whole
// transactions of it, and the next one finds what is left.
import {
  type Anchor,
  type AuditLog,
  createKeyRetirementRepository,
  createSessionForgetter,
  type Database,
  endKeyRetirement,
  eraseDerived,
  findLivingSessions,
  type KeyRetirement,
  type SessionForgetter,
} from '@reseal/store'
import type { Step } from '../steps.ts'

/** How often. */
export interface RetireKeysOptions {
  /** From the end of a look to the next; default 1 s. */
  readonly everyMs?: number
  /** Streams a transaction; default 100. */
  readonly streamsPerTransaction?: number
}

const defaultEveryMs = 1_000
// The logs' heads are held for the time of one.
const defaultStreams = 100

/** Creates the step. */
export function createRetireKeysStep(
  { db, audit, anchor }: { readonly db: Database; readonly audit: AuditLog; readonly anchor: Anchor },
  { everyMs = defaultEveryMs, streamsPerTransaction = defaultStreams }: RetireKeysOptions = {},
): Step {
  const forgetter = createSessionForgetter(db, { anchor, audit, erase: eraseDerived })
  return {
    name: 'retire-keys',
    everyMs,
    async run({ signal }) {
      let hasWorked = false
      for (const retirement of await createKeyRetirementRepository(db).listApproved()) {
        while (!signal.aborted) {
          const sessions = await findLivingSessions(db, {
            keyId: retirement.keyId,
            streamLimit: streamsPerTransaction,
          })
          if (sessions.length === 0) break
          // What somebody reads just now goes another time.
          if (!(await forgetSome(forgetter, retirement, sessions))) break
          hasWorked = true
        }
        if (!signal.aborted && (await retire(audit, retirement))) hasWorked = true
      }
      return hasWorked
    },
  }
}

async function forgetSome(
  forgetter: SessionForgetter,
  { keyId, decidedIndex = 0 }: KeyRetirement,
  sessions: readonly string[],
): Promise<boolean> {
  const { streamCount } = await forgetter.forget({ sessions, reason: 'officer', event: decidedIndex, keyId })
  return streamCount > 0
}

/** False while something lives under it. */
async function retire(
  audit: AuditLog,
  { id, keyId, withShred }: Pick<KeyRetirement, 'id' | 'keyId' | 'withShred'>,
): Promise<boolean> {
  let isRetired = false
  await audit.appendInTransaction(async (transaction) => {
    isRetired = await endKeyRetirement(transaction, id)
    if (!isRetired) return []
    return [
      {
        action: 'key.retire',
        outcome: 'success',
        actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
        target: { key: keyId },
        ...(withShred && { cause: 'shred' as const }),
      },
    ]
  })
  return isRetired
}
