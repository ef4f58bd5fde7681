// The switch that ends recording of an app at once: ingest refuses what its pages send, and they stop.
import { useState } from 'react'
import type { AppReply } from '../../../src/apps/apps-api.ts'
import { Moment } from '../elements/moment.tsx'
import type { Change } from './app-detail.tsx'

export function StopSwitch(props: {
  readonly app: AppReply
  readonly isSending: boolean
  readonly onChange: Change
}) {
  const { app, isSending, onChange } = props
  const [isSure, setSure] = useState(false)
  const last = app.changes.find(({ setting }) => setting === 'app.parcels')
  return (
    <div className="switch">
      <p role="status">
        {app.parcelsRefused ? (
          <>
            <strong className="error-text">Recording is stopped.</strong> Ingest refuses what pages of this
            app send, and stores nothing. Recorders that hear it end for that page load.
          </>
        ) : (
          <>
            <strong>Recordings are taken.</strong> Stopping holds within a second or two, on every page and
            without a deploy.
          </>
        )}
      </p>
      {last !== undefined && (
        <p className="quiet field-help">
          {last.to === 'refuse' ? 'Stopped' : 'Taken again'} by {last.by ?? 'somebody who was erased'},{' '}
          <Moment atMs={last.atMs} />
        </p>
      )}
      {app.parcelsRefused ? (
        <button
          type="button"
          className="button button-main"
          disabled={isSending}
          onClick={() => onChange({ parcelsRefused: false })}
        >
          Take recordings again
        </button>
      ) : (
        <button
          type="button"
          className={isSure ? 'button button-stop' : 'button'}
          disabled={isSending}
          onBlur={() => setSure(false)}
          onClick={() => {
            if (isSure) onChange({ parcelsRefused: true })
            setSure(!isSure)
          }}
        >
          {isSure ? 'Stop now' : 'Stop recording'}
        </button>
      )}
    </div>
  )
}
