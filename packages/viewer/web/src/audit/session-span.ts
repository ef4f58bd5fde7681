// When a session began and how long it lasted, asked for once a session however many events name it.
import { createContext, createElement, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { SessionReply } from '../../../src/api-types.ts'
import { getSession } from '../api/sessions.ts'

export type SessionSpan = Pick<SessionReply, 'startedAtMs' | 'durationMs'>

type SpanSource = (session: string) => Promise<SessionSpan | undefined>

const SpanContext = createContext<SpanSource>(() => Promise.resolve(undefined))

/** Lends the spans to what is inside; they are forgotten with it. */
export function SessionSpans({ children }: { readonly children: ReactNode }) {
  const source = useMemo<SpanSource>(() => {
    const asked = new Map<string, Promise<SessionSpan | undefined>>()
    return (session) => {
      const known = asked.get(session) ?? getSession(session).catch(() => undefined)
      asked.set(session, known)
      return known
    }
  }, [])
  return createElement(SpanContext, { value: source }, children)
}

/** The span of a session; undefined until it is known, or where it may not be. */
export function useSessionSpan(session: string | undefined): SessionSpan | undefined {
  const source = useContext(SpanContext)
  const [span, setSpan] = useState<SessionSpan>()
  useEffect(() => {
    let wanted = true
    setSpan(undefined)
    if (session !== undefined) void source(session).then((found) => wanted && setSpan(found))
    return () => {
      wanted = false
    }
  }, [session, source])
  return span
}
