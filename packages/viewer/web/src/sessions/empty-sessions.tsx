// What to do when nothing has been recorded yet.

const snippet = `import { init } from '@reseal/recorder-sdk'

const recorder = init({ endpoint, appKey, sealingKey, receiptKey, viewerUrl })
await recorder.grantConsent()`

export function EmptySessions() {
  return (
    <div className="notice">
      <p className="notice-title">No session has been recorded yet.</p>
      <p className="notice-text">
        Put the recorder into your app. <code>reseal init</code> prints the five settings; nothing is recorded
        before the person has agreed.
      </p>
      <pre className="sessions-snippet">
        <code>{snippet}</code>
      </pre>
      <p className="notice-text">A session appears here a few seconds after its first segment arrives.</p>
    </div>
  )
}
