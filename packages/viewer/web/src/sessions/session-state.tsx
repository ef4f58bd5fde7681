// What a session is: whether it grows, was looked at, may be watched, or can be watched by nobody any more.
import type { SessionSummary } from '../../../src/api-types.ts'

interface StateWords {
  readonly label: string
  readonly title: string
  readonly className: string
}

const words = (label: string, title: string, className = ''): StateWords => ({ label, title, className })

/** The state as words. */
function stateOf({ state, quarantined, counts }: SessionSummary): StateWords {
  if (state === 'withdrawn') {
    return words('withdrawn', 'Consent was withdrawn: the keys of its streams are destroyed', 'state-gone')
  }
  if (state === 'shredded') return words('shredded', 'The keys of its streams are destroyed', 'state-gone')
  if (quarantined) {
    return words('quarantined', 'Only a privacy officer may watch it, until one has decided', 'state-held')
  }
  if (state === 'open') {
    const title =
      counts === undefined ? 'Its streams grow, and were not looked at yet' : 'Its streams may still grow'
    return words('recording', title, 'state-open')
  }
  if (counts === undefined) {
    return words('not checked yet', 'The sentinel passes it before anyone sees it', 'state-waiting')
  }
  return words('closed', 'Every stream has ended')
}

export function SessionStateMark({ session }: { readonly session: SessionSummary }) {
  const { label, title, className } = stateOf(session)
  return (
    <span className={`state ${className}`} title={title}>
      {label}
      {session.held === true && (
        <span
          className="state-kept"
          title="Under a legal hold: nothing of it is redacted, shredded or forgotten"
        >
          hold
        </span>
      )}
    </span>
  )
}
