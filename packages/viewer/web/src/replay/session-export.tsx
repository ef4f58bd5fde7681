// A session on its way out as a file: how far it is, the way to end it, and what became of it.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import type { PurposeOfUse } from '../api/replays.ts'
import { fetchExport } from '../api/session-export.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { saveFile } from '../elements/save-file.ts'

/** Where an export is. */
export type SessionExport =
  | { readonly is: 'none' }
  | { readonly is: 'running'; readonly bytes: number }
  | { readonly is: 'saved'; readonly bytes: number; readonly name: string }
  | { readonly is: 'failed'; readonly failure: ApiFailure }

/** The export of a session; leaving the page ends it. */
export function useSessionExport(session: string): {
  readonly state: SessionExport
  readonly start: (why: PurposeOfUse) => void
  readonly cancel: () => void
} {
  const [state, setState] = useState<SessionExport>({ is: 'none' })
  const running = useRef<AbortController>(undefined)
  const cancel = useCallback(() => running.current?.abort(), [])
  useEffect(() => cancel, [cancel])
  const run = async (why: PurposeOfUse) => {
    const abort = new AbortController()
    running.current = abort
    setState({ is: 'running', bytes: 0 })
    try {
      const onBytes = (bytes: number) => setState({ is: 'running', bytes })
      const events = await fetchExport(session, why, { signal: abort.signal, onBytes })
      const name = `session-${session}.jsonl`
      saveFile(name, events)
      setState({ is: 'saved', bytes: events.size, name })
    } catch (error) {
      setState(isAbort(error) ? { is: 'none' } : { is: 'failed', failure: toFailure(error) })
    }
  }
  return { state, start: (why) => void run(why), cancel }
}

export function SessionExportLine(props: { readonly state: SessionExport; readonly onCancel: () => void }) {
  const { state } = props
  if (state.is === 'none') return null
  if (state.is === 'failed') return <FailureBar failure={state.failure} />
  return (
    <p className="notice-bar" role="status">
      {state.is === 'running' ? (
        <>
          <span>Exporting: {formatBytes(state.bytes)} so far. What has left is in the audit log.</span>
          <button type="button" className="button" onClick={props.onCancel}>
            End it
          </button>
        </>
      ) : (
        <span>
          Saved {formatBytes(state.bytes)} as <code>{state.name}</code>: rrweb events, one a line.
        </span>
      )}
    </p>
  )
}
