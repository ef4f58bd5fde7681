// The purpose and ticket last given in this browser: most sessions of a day are opened for the same reason.

export interface RememberedPurpose {
  readonly purpose: string
  readonly ticket: string
}

const key = 'reseal.purpose'

export function recallPurpose(): RememberedPurpose | undefined {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null')
    if (typeof stored !== 'object' || stored === null) return undefined
    const { purpose, ticket } = stored as Partial<Record<keyof RememberedPurpose, unknown>>
    return typeof purpose === 'string' && typeof ticket === 'string' ? { purpose, ticket } : undefined
  } catch {
    return undefined
  }
}

export function rememberPurpose(remembered: RememberedPurpose): void {
  window.localStorage.setItem(key, JSON.stringify(remembered))
}
