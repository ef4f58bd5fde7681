// The events of the page so far: the newest of what was asked for, and older ones as one reads on. Each page is a question to
// the log, and an event of it, so none is asked for ahead.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AuditEventReply, AuditListReply } from '../../../src/api-types.ts'
import type { AuditAddress } from '../address/address.ts'
import { listAuditEvents } from '../api/audit.ts'
import { type Resource, useResource } from '../api/use-resource.ts'

const pageSize = 100

/** What is known of the list. */
export interface AuditPages {
  readonly events: readonly AuditEventReply[]
  readonly state: Resource<AuditListReply>
  /** Events in the log. */
  readonly size: number | undefined
  /** Whether nothing older matches. */
  readonly isWhole: boolean
  /** Asks for older ones, once at a time. */
  readonly more: () => void
  readonly reload: () => void
}

/** Pages of the address; `key` says when it is another one. */
export function useAuditPages(address: AuditAddress, key: string): AuditPages {
  const { resource, reload } = useResource(key, (signal) => listAuditEvents(address, pageSize, signal))
  const first = resource.state === 'ready' ? resource.value : undefined
  const [older, setOlder] = useState<{ of: AuditListReply; pages: readonly AuditListReply[] }>()
  const isAsked = useRef(false)
  const pages = first === undefined ? [] : [first, ...(older?.of === first ? older.pages : [])]
  const next = pages.at(-1)?.nextBefore ?? null
  useEffect(() => {
    isAsked.current = false
  }, [first, older])
  const more = useCallback(() => {
    if (first === undefined || next === null || isAsked.current) return
    isAsked.current = true
    listAuditEvents({ ...address, before: next }, pageSize).then(
      (page) =>
        setOlder((known) => ({ of: first, pages: [...(known?.of === first ? known.pages : []), page] })),
      // What is shown stays; reading on asks again.
      () => {
        isAsked.current = false
      },
    )
  }, [first, next, key])
  return {
    events: pages.flatMap(({ events }) => events),
    state: resource,
    size: first?.size,
    isWhole: first !== undefined && next === null,
    more,
    reload,
  }
}
