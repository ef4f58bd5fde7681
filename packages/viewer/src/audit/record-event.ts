// Writes the viewer's audit events: who, from where, to what, with what outcome (design.md §7).
import type { AuditAction, AuditActor, AuditEvent, AuditEventInput, CommittedAuditEvent } from '@reseal/store'
import type { AuthenticationMethod, ClientInfo, Role } from '../access/actor.ts'
import type { ViewerDeps } from '../deps.ts'

/** Who did it. Without a method nobody proved to be that person. */
export interface EventActor {
  readonly name: string
  readonly roles: readonly Role[]
  /** `invitation` lets its person make a passkey, and nothing else. */
  readonly method?: AuthenticationMethod | 'invitation'
  readonly issuer?: string
}

/** What every event of the viewer says beside its action. */
export interface EventContext {
  /** The signed-in person; undefined where nobody was. */
  readonly actor: EventActor | undefined
  readonly client: ClientInfo
  readonly requestId: string
}

/** An event as the viewer's routes describe it. */
export interface ViewerEvent<A extends AuditAction>
  extends EventContext,
    Pick<
      AuditEvent<A>,
      | 'action'
      | 'outcome'
      | 'denyReason'
      | 'purpose'
      | 'note'
      | 'ticket'
      | 'target'
      | 'extent'
      | 'ruleSetVersion'
      | 'filters'
      | 'cause'
      | 'change'
      | 'grant'
      | 'approver'
    > {}

/** Commits an event. Resolves once it is durable. */
export function recordEvent<A extends AuditAction>(
  deps: Pick<ViewerDeps, 'audit'>,
  event: ViewerEvent<A>,
): Promise<CommittedAuditEvent<A>> {
  return deps.audit.append(toAuditEvent(event))
}

/** The event as the log takes it. */
export function toAuditEvent<A extends AuditAction>(event: ViewerEvent<A>): AuditEventInput<A> {
  const { actor, client, target, ...rest } = event
  const aimed = target === undefined ? {} : { target: inLowerCase(target) }
  return { ...rest, ...aimed, actor: toActor(actor), client: toClient(client) }
}

type Target = NonNullable<AuditEvent['target']>

/** A UUID may be written in either case, as in an address; in the log it is looked for in one. */
function inLowerCase({ session, stream, replay, ...target }: Target): Target {
  return {
    ...target,
    ...(session === undefined ? {} : { session: session.toLowerCase() }),
    ...(stream === undefined ? {} : { stream: stream.toLowerCase() }),
    ...(replay === undefined ? {} : { replay: replay.toLowerCase() }),
  }
}

const ownIssuer = 'reseal'

function toActor(actor: EventContext['actor']): AuditActor {
  if (actor === undefined) return { issuer: ownIssuer, roles: [], method: 'none' }
  const { name, roles, method = 'none', issuer = ownIssuer } = actor
  return { issuer, subject: name, roles: method === 'none' ? [] : roles, method }
}

function toClient({ ip, userAgent }: ClientInfo): NonNullable<AuditEvent['client']> {
  return { ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) }
}
