// A request as React state: loading, ready or failed, given up when the view goes away.
import { useCallback, useEffect, useState } from 'react'
import { type ApiFailure, isAbort, toFailure } from './api-failure.ts'

export type Resource<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly failure: ApiFailure }

/**
 * Loads whenever `key` changes or `reload` is called. While a reload runs, the value before it stays; another key
 * starts from loading.
 */
export function useResource<Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): { readonly resource: Resource<Value>; readonly reload: () => void } {
  const [held, setHeld] = useState<{ key: string; resource: Resource<Value> }>()
  const [attempt, setAttempt] = useState(0)
  // `load` is a new closure each render; `key` says when it means something else.
  useEffect(() => {
    const abort = new AbortController()
    load(abort.signal).then(
      (value) => setHeld({ key, resource: { state: 'ready', value } }),
      (error: unknown) => {
        if (!isAbort(error)) setHeld({ key, resource: { state: 'failed', failure: toFailure(error) } })
      },
    )
    return () => abort.abort()
  }, [key, attempt])
  const reload = useCallback(() => setAttempt((count) => count + 1), [])
  return { resource: held?.key === key ? held.resource : { state: 'loading' }, reload }
}
