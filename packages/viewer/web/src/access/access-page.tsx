// Grants: one's own with the form to ask for one, and for those who decide what waits for them.
import { useState } from 'react'
import type { GrantReply, MeReply } from '../../../src/api-types.ts'
import type { AccessAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { answerGrant, type GrantAnswer, listGrants } from '../api/grants.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { GrantRequest } from './grant-request.tsx'
import { GrantTable } from './grant-table.tsx'
import './access.css'

export function AccessPage({ address, me }: { readonly address: AccessAddress; readonly me: MeReply }) {
  const { roles } = me.user
  const decides = roles.includes('privacy-officer') || roles.includes('auditor')
  const asks = roles.includes('engineer')
  const of = decides ? (address.of ?? 'waiting') : 'mine'
  const { resource, reload } = useResource(`grants ${of}`, (signal) => listGrants(of, signal))
  const [isAsking, setAsking] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  useKeys({ r: reload })
  const answer = (grant: GrantReply, given: GrantAnswer) => {
    setFailure(undefined)
    answerGrant(grant.id, given).then(reload, (error: unknown) => setFailure(toFailure(error)))
  }
  return (
    <main className="page">
      <div className="access-head">
        <div className="page-bar">
          <h1 className="page-title">Access</h1>
          {decides && (
            <nav className="access-tabs" aria-label="Which">
              <Link to={{ page: 'access' }} className="button button-plain" current={of === 'waiting'}>
                Waiting
              </Link>
              <Link to={{ page: 'access', of: 'all' }} className="button button-plain" current={of === 'all'}>
                All
              </Link>
              {asks && (
                <Link
                  to={{ page: 'access', of: 'mine' }}
                  className="button button-plain"
                  current={of === 'mine'}
                >
                  Mine
                </Link>
              )}
            </nav>
          )}
          {asks && !isAsking && (
            <button type="button" className="button" onClick={() => setAsking(true)}>
              Ask for access
            </button>
          )}
          <span className="page-count">
            {decides
              ? 'Nobody decides about, or reviews, what is their own.'
              : 'Apps may ask for a grant beside membership. It ends by itself.'}
          </span>
        </div>
        {isAsking && (
          <section className="access-ask">
            {me.apps.length === 0 ? (
              <p className="quiet">You are a member of no app. An admin can make you one.</p>
            ) : (
              <GrantRequest
                apps={me.apps.map(({ id }) => id)}
                onDone={() => {
                  setAsking(false)
                  reload()
                }}
              />
            )}
          </section>
        )}
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <GrantTable
            grants={resource.state === 'ready' ? resource.value.grants : undefined}
            roles={roles}
            chosen={address.grant}
            empty={emptyText(of)}
            onAnswer={answer}
          />
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function emptyText(of: 'mine' | 'waiting' | 'all'): string {
  if (of === 'waiting') return 'Nothing waits: no request to decide, no emergency access to review.'
  if (of === 'all') return 'Nobody has asked for access yet.'
  return 'You have no grant. Where an app wants one, ask here or from the replay that is refused.'
}
