// A list without a line: nothing recorded yet, or nothing that matches, with what to take away.
import { readSyntax, writeTerm } from '../../../src/search/search-syntax.ts'
import type { SessionsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { Moment } from '../elements/moment.tsx'
import { withSearch } from './facet-column.tsx'

const snippet = `import { init } from '@reseal/recorder-sdk'

const recorder = init({ endpoint, appKey, sealingKey, receiptKey, viewerUrl })
await recorder.grantConsent()`

export function NothingRecorded({ isAdmin }: { readonly isAdmin: boolean }) {
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
      <p className="notice-text">
        {isAdmin ? (
          <a href="/setup">The setup path goes through it step by step, with checks.</a>
        ) : (
          'An admin finds a setup path with checks at /setup.'
        )}{' '}
        A session appears here a few seconds after its first segment arrives.
      </p>
    </div>
  )
}

export function NothingMatches(props: {
  readonly address: SessionsAddress
  readonly lookedBackToMs: number | undefined
}) {
  const { address, lookedBackToMs } = props
  const { terms } = readSyntax(address.q ?? '')
  return (
    <div className="notice">
      <p className="notice-title">
        {lookedBackToMs === undefined ? 'No session matches.' : 'No session matches so far.'}
      </p>
      <p className="notice-text">
        {lookedBackToMs === undefined ? (
          terms.length > 1 ? (
            'All filters hold at once. Take one away:'
          ) : (
            'Take the filter away, or write another:'
          )
        ) : (
          <>
            Every one was looked at, back to <Moment atMs={lookedBackToMs} />. A filter less, or a time such
            as last:7d, finds sooner:
          </>
        )}
      </p>
      <ul className="no-match">
        {terms.map((term) => (
          <li key={writeTerm(term)}>
            <Link
              to={withSearch(
                address,
                terms.filter((other) => other !== term),
              )}
              className="button"
            >
              <span className="mono">{writeTerm(term)}</span>
              <span aria-hidden="true">×</span>
              <span className="visually-hidden">: take away</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
