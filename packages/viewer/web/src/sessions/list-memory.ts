// Where a list was left, for as long as the tab is open: whoever comes back finds the line that they had opened.
import { formatAddress, parseAddress, type SessionsAddress } from '../address/address.ts'

/** Which line was opened, and how many were loaded. */
export interface LeftList {
  readonly address: string
  readonly session: string
  readonly loaded: number
}

const key = 'reseal.sessions'

/** Notes where a list is left. */
export function leaveList(address: SessionsAddress, session: string, loaded: number): void {
  const left: LeftList = { address: formatAddress(address), session, loaded }
  window.sessionStorage.setItem(key, JSON.stringify(left))
}

/** Where the list of this address was left. */
export function leftListAt(address: SessionsAddress): LeftList | undefined {
  const left = readLeft()
  return left?.address === formatAddress(address) ? left : undefined
}

/** The list that was left last; all sessions where there was none. */
export function lastListAddress(): SessionsAddress {
  const address = parseAddress(readLeft()?.address ?? '/sessions')
  return address.page === 'sessions' ? address : { page: 'sessions' }
}

function readLeft(): LeftList | undefined {
  try {
    const left = JSON.parse(window.sessionStorage.getItem(key) ?? 'null') as LeftList | null
    return typeof left?.address === 'string' && typeof left.session === 'string' ? left : undefined
  } catch {
    return undefined
  }
}
