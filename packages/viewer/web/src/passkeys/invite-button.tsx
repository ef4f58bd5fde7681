// Invites someone to make a passkey, for the page of people: asks once more, since it ends what they have, then gives the
// invitation to copy, this once.
import { useState } from 'react'
import type { InvitationReply } from '../../../src/api-types.ts'
import { invite } from '../api/passkeys.ts'
import { Copyable } from '../elements/copyable.tsx'
import { formatLocal } from '../elements/moment.tsx'
import { canUsePasskeys } from './credentials.ts'

/** Nothing where the viewer's address knows no passkeys. */
export function InviteButton(props: {
  readonly userId: string
  readonly onFailure: (error: unknown) => void
}) {
  const [isSure, setSure] = useState(false)
  const [invitation, setInvitation] = useState<InvitationReply>()
  if (!canUsePasskeys()) return null
  if (invitation !== undefined) {
    const until = formatLocal(invitation.expiresAtMs)
    const title = `Good once, until ${until}. Send it in a way that reaches nobody else.`
    return <Copyable text={invitation.url} shown="copy the invitation" title={title} />
  }
  const send = () => {
    invite(props.userId).then(setInvitation, (error: unknown) => {
      setSure(false)
      props.onFailure(error)
    })
  }
  return (
    <button
      type="button"
      className="button"
      title="To make a passkey, the first time or after theirs was lost. Ends the passkeys and sign-ins that they have."
      onBlur={() => setSure(false)}
      onClick={() => (isSure ? send() : setSure(true))}
    >
      {isSure ? 'End theirs, invite' : 'Invite'}
    </button>
  )
}
