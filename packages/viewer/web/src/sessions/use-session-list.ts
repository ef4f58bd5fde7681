// A list of sessions as React state: its first page, older ones as they are scrolled to, new ones when they are asked for.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SessionListReply } from '../../../src/api-types.ts'
import type { SessionsAddress } from '../address/address.ts'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import { listSessions } from '../api/sessions.ts'
import { type LoadedSessions, nothingLoaded, withNewer, withOlder } from './session-pages.ts'

/** What there is of the list. */
export interface SessionList {
  readonly state: 'loading' | 'ready' | 'failed'
  readonly loaded: LoadedSessions
  readonly isLoadingOlder: boolean
  /** Of the first page, or of an older one while the list stays. */
  readonly failure: ApiFailure | undefined
  readonly loadOlder: () => void
  /** Puts what is new in front. */
  readonly loadNewer: () => Promise<void>
  readonly reload: () => void
}

const pageSize = 100
// Where few match, a page may come back empty: so many are asked for without a word.
const mostEmptyPages = 3

/** The list of an address; `atLeast` sessions are loaded at first. Nothing is asked for where the search cannot be read. */
export function useSessionList(
  { app, q }: SessionsAddress,
  { atLeast, isReadable }: { readonly atLeast: number; readonly isReadable: boolean },
): SessionList {
  const key = `${app ?? ''}\n${q ?? ''}`
  const [held, setHeld] = useState<{ key: string; loaded: LoadedSessions; failure?: ApiFailure }>()
  const [attempt, setAttempt] = useState(0)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const current = useRef({ key, abort: new AbortController(), isBusy: false })
  const ask = useCallback(
    (cursor: string | null, signal: AbortSignal, limit = pageSize) =>
      listSessions({ app, q, limit, ...(cursor !== null && { cursor }) }, signal),
    [app, q],
  )
  // Pages behind the first, one at a time; an empty one is not the end.
  const readOn = useCallback(
    async (from: LoadedSessions, wanted: number, signal: AbortSignal): Promise<LoadedSessions> => {
      let loaded = from
      for (let empty = 0; empty < mostEmptyPages; ) {
        const page: SessionListReply = await ask(loaded.cursor, signal)
        loaded = withOlder(loaded, page)
        if (loaded.cursor === null || loaded.rows.length >= wanted) break
        if (page.sessions.length < pageSize) empty += 1
      }
      return loaded
    },
    [ask],
  )
  useEffect(() => {
    const abort = new AbortController()
    const mine = { key, abort, isBusy: true }
    current.current = mine
    setLoadingOlder(false)
    if (!isReadable) return () => abort.abort()
    readOn(nothingLoaded, Math.max(1, atLeast), abort.signal)
      .then(
        (loaded) => setHeld({ key, loaded }),
        (error: unknown) => {
          if (!isAbort(error)) setHeld({ key, loaded: nothingLoaded, failure: toFailure(error) })
        },
      )
      .finally(() => {
        mine.isBusy = false
      })
    return () => abort.abort()
  }, [key, attempt, isReadable])
  const isHeld = held?.key === key
  const loaded = isHeld ? held.loaded : nothingLoaded
  const loadOlder = useCallback(() => {
    const mine = current.current
    if (mine.isBusy || mine.key !== key || loaded.cursor === null) return
    mine.isBusy = true
    setLoadingOlder(true)
    readOn(loaded, loaded.rows.length + 1, mine.abort.signal)
      .then(
        (next) => setHeld({ key, loaded: next }),
        (error: unknown) => {
          if (!isAbort(error)) setHeld({ key, loaded, failure: toFailure(error) })
        },
      )
      .finally(() => {
        mine.isBusy = false
        setLoadingOlder(false)
      })
  }, [key, loaded, readOn])
  const loadNewer = useCallback(async () => {
    const { signal } = current.current.abort
    const page = await ask(null, signal)
    setHeld((now) => (now?.key === key ? { key, loaded: withNewer(now.loaded, page) } : now))
  }, [key, ask])
  const reload = useCallback(() => setAttempt((count) => count + 1), [])
  const failure = isHeld ? held.failure : undefined
  const hasNone = failure !== undefined && loaded.rows.length === 0
  const state = hasNone ? 'failed' : isHeld ? 'ready' : 'loading'
  return { state, loaded, isLoadingOlder, failure, loadOlder, loadNewer, reload }
}
