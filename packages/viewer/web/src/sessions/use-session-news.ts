// Whether sessions have begun since the list was loaded: a number is asked for now and then, only while somebody looks.
import { useEffect, useState } from 'react'
import type { SessionsAddress } from '../address/address.ts'
import { countNewSessions, listSessions } from '../api/sessions.ts'

const soonestMs = 8_000
const latestMs = 60_000
/** New sessions that a search is held against. */
const comparedSessions = 50

/** How many there are that the list, whose first line is `newest`, does not have. */
export function useSessionNews(
  { app, q }: SessionsAddress,
  { newest, isOn, soonest = soonestMs }: { newest: string | undefined; isOn: boolean; soonest?: number },
): number {
  const key = `${app ?? ''}\n${q ?? ''}\n${newest ?? ''}`
  const [news, setNews] = useState({ key, count: 0 })
  useEffect(() => {
    if (!isOn) return
    const abort = new AbortController()
    let timer = 0
    let seen = 0
    let waitMs = soonest
    const wait = () => {
      timer = window.setTimeout(() => void look(), waitMs)
    }
    // An answer that brings nothing, and one that does not come, both mean that the next may take longer.
    const look = async () => {
      try {
        const { count } = await countNewSessions({ app, since: newest }, abort.signal)
        const isMore = count > seen
        seen = count
        waitMs = isMore ? soonest : Math.min(waitMs * 1.5, latestMs)
        if (isMore) setNews({ key, count: q === undefined ? count : await countMatches() })
      } catch {
        waitMs = Math.min(waitMs * 2, latestMs)
      }
      if (!abort.signal.aborted && document.visibilityState === 'visible') wait()
    }
    const countMatches = async (): Promise<number> => {
      const { sessions } = await listSessions({ app, q, limit: comparedSessions }, abort.signal)
      const place = sessions.findIndex(({ id }) => id === newest)
      return place < 0 ? sessions.length : place
    }
    const onVisibility = () => {
      window.clearTimeout(timer)
      waitMs = soonest
      if (document.visibilityState === 'visible') void look()
    }
    document.addEventListener('visibilitychange', onVisibility)
    wait()
    return () => {
      abort.abort()
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [key, isOn, soonest])
  return news.key === key ? news.count : 0
}
