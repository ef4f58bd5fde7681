// The purposes and tickets last given in this browser: most sessions of a day are opened for the same reason.

export interface RememberedPurpose {
  readonly purpose: string
  readonly ticket: string
}

const key = 'reseal.purpose'
const keptCount = 4

/** What was given, the last first. */
export function recallPurposes(storage: Pick<Storage, 'getItem'> = window.localStorage): RememberedPurpose[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    // One alone is what an earlier version kept.
    const list: readonly unknown[] = Array.isArray(stored) ? stored : [stored]
    return list.flatMap((each) => {
      const { purpose, ticket } = (each ?? {}) as Partial<Record<keyof RememberedPurpose, unknown>>
      return typeof purpose === 'string' && typeof ticket === 'string' ? [{ purpose, ticket }] : []
    })
  } catch {
    return []
  }
}

/** Puts it first; what is the same is kept once. */
export function rememberPurpose(
  remembered: RememberedPurpose,
  storage: Pick<Storage, 'getItem' | 'setItem'> = window.localStorage,
): void {
  const others = recallPurposes(storage).filter(
    ({ purpose, ticket }) => purpose !== remembered.purpose || ticket !== remembered.ticket,
  )
  storage.setItem(key, JSON.stringify([remembered, ...others].slice(0, keptCount)))
}
