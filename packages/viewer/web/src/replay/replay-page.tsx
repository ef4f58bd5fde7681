// One session: its metadata, then the purpose of use, then the replay. A refusal stands in place of the player.
import { useState } from 'react'
import type { GrantReply, MeReply, ReplayReply, SessionReply } from '../../../src/api-types.ts'
import { GrantRequest } from '../access/grant-request.tsx'
import type { ReplayAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { ApiFailure, toFailure } from '../api/api-failure.ts'
import { openReplay, type PurposeOfUse } from '../api/replays.ts'
import { getSession } from '../api/sessions.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { SessionOrders } from '../orders/session-orders.tsx'
import { lastListAddress } from '../sessions/list-memory.ts'
import { PurposePrompt } from './purpose-prompt.tsx'
import './panels/prompt.css'
import './replay.css'
import { ReplayView } from './replay-view.tsx'
import { SessionExportLine, useSessionExport } from './session-export.tsx'

/** An open replay with what it was opened for. */
export interface OpenedReplay extends ReplayReply {
  readonly why: PurposeOfUse
}

export function ReplayPage({ address, me }: { readonly address: ReplayAddress; readonly me: MeReply }) {
  const { resource, reload } = useResource(address.session, (signal) => getSession(address.session, signal))
  if (resource.state === 'loading') return <main className="replay-wait" aria-busy="true" />
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  const { state } = resource.value
  // Nobody is asked why they open what cannot be opened.
  if (state === 'withdrawn' || state === 'shredded') {
    return (
      <main className="orders-gone">
        <FailureNotice failure={new ApiFailure({ code: state, status: 410 })} />
        <Orders session={address.session} me={me} canPropose={false} onChanged={reload} />
      </main>
    )
  }
  return <Opening address={address} me={me} session={resource.value} onChanged={reload} />
}

/** What privacy officers ordered about it, for privacy officers. */
function Orders(props: {
  readonly session: string
  readonly me: MeReply
  readonly canPropose: boolean
  readonly onChanged: () => void
}) {
  const { me, ...rest } = props
  return me.user.roles.includes('privacy-officer') ? <SessionOrders {...rest} /> : null
}

function Opening(props: {
  readonly address: ReplayAddress
  readonly me: MeReply
  readonly session: SessionReply
  readonly onChanged: () => void
}) {
  const { session } = props
  const [opened, setOpened] = useState<OpenedReplay>()
  const [opening, setOpening] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const exported = useSessionExport(session.id)
  const open = async (why: PurposeOfUse) => {
    setOpening(true)
    setFailure(undefined)
    try {
      setOpened({ ...(await openReplay(session.id, why)), why })
    } catch (error) {
      setFailure(toFailure(error))
    } finally {
      setOpening(false)
    }
  }
  if (opened !== undefined) {
    return <ReplayView {...props} opened={opened} onExpired={() => setOpened(undefined)} />
  }
  return (
    <main className="replay-door">
      <Link to={lastListAddress()} className="button button-plain replay-back">
        ← Sessions
      </Link>
      <PurposePrompt
        session={session}
        me={props.me}
        opening={opening || exported.state.is === 'running'}
        onOpen={(why) => void open(why)}
        {...(mayExport(props.me) && { onExport: exported.start })}
      />
      <SessionExportLine state={exported.state} onCancel={exported.cancel} />
      <Orders session={session.id} me={props.me} canPropose={true} onChanged={props.onChanged} />
      {failure !== undefined && (
        <div className="sheet">
          <FailureNotice failure={failure} />
          {grantCodes.has(failure.code) && <AskForGrant session={session} />}
        </div>
      )}
    </main>
  )
}

/** As the server has it: not beside a role under which nobody watches. */
function mayExport({ user: { roles } }: MeReply): boolean {
  return roles.includes('privacy-officer') && !roles.includes('admin') && !roles.includes('auditor')
}

const grantCodes: ReadonlySet<string> = new Set(['grant_required', 'grant_expired', 'grant_revoked'])

/** What a refusal for want of a grant leads to. */
function AskForGrant({ session }: { readonly session: SessionReply }) {
  const [asked, setAsked] = useState<GrantReply>()
  if (asked === undefined) {
    return (
      <div className="replay-ask">
        <GrantRequest apps={[session.app]} session={session.id} onDone={setAsked} />
      </div>
    )
  }
  return (
    <p className="replay-ask" role="status">
      {asked.kind === 'break-glass'
        ? 'You are let in for an hour: open the replay again. It was reported and will be reviewed.'
        : 'You have asked. A privacy officer decides; then open the replay again.'}{' '}
      <Link to={{ page: 'access', grant: asked.id }}>Your grants</Link>
    </p>
  )
}
