// The current address as React state, and the two ways to change it.
import { useMemo, useSyncExternalStore } from 'react'
import { type Address, formatAddress, parseAddress } from './address.ts'

/** The address shown now; changes with every navigation. */
export function useAddress(): Address {
  const text = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search)
  return useMemo(() => parseAddress(text), [text])
}

/** Goes to another address, with an entry in the history. */
export function navigate(address: Address): void {
  window.history.pushState(null, '', formatAddress(address))
  window.dispatchEvent(new PopStateEvent('popstate'))
}

/** Writes the address of what is already shown, without an entry in the history. */
export function replaceAddress(address: Address): void {
  const text = formatAddress(address)
  if (text === window.location.pathname + window.location.search) return
  window.history.replaceState(null, '', text)
  window.dispatchEvent(new PopStateEvent('popstate'))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange)
  return () => window.removeEventListener('popstate', onChange)
}
