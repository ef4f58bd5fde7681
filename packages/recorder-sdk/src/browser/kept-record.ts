// One small JSON record in localStorage, shared by the tabs of an origin; in memory where storage is refused.
import { plainJson } from './plain-json.ts'

/** A record that outlives the page where the browser allows it. */
export interface KeptRecord {
  read(): unknown
  write(value: unknown): void
}

/** The record under `key`. Reading gives undefined when there is none or it is not JSON. */
export function createKeptRecord(key: string): KeptRecord {
  // Set once a write was refused; from then on it is newer than what storage holds.
  let inMemory: string | undefined
  return {
    read() {
      try {
        return JSON.parse(inMemory ?? localStorage.getItem(key) ?? 'null') ?? undefined
      } catch {
        return undefined
      }
    },
    write(value) {
      const text = plainJson(value)
      try {
        localStorage.setItem(key, text)
        inMemory = undefined
      } catch {
        inMemory = text
      }
    },
  }
}

/** Calls `onChange` when another tab writes the record under `key`, or may have while this page was not running. */
export function trackKeptRecord(key: string, onChange: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key) onChange()
  }
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) onChange()
  }
  addEventListener('storage', onStorage)
  addEventListener('pageshow', onPageShow)
  return () => {
    removeEventListener('storage', onStorage)
    removeEventListener('pageshow', onPageShow)
  }
}
