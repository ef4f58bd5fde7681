// Audit actions about what people and services prove themselves with (design.md §8): passkeys, which are identity, and
// service tokens, which are configuration.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions about passkeys, of the class "identity". */
export type PasskeyAction = 'passkey.invite' | 'passkey.add' | 'passkey.rename' | 'passkey.remove'

/** Actions about service tokens, of the class "configuration". */
export type TokenAction = 'token.create' | 'token.revoke'

/** What the catalogue says of passkeys. */
export const passkeyActions: Readonly<Record<PasskeyAction, AuditActionSpec>> = {
  'passkey.invite': {
    meaning:
      'Someone was invited to make a passkey: an admin did it in the viewer, or whoever runs the deployment from its command line. `target.user` is who was invited. Passkeys and browser sessions that the person had are ended with it, and are events of their own.',
    committed:
      'In one transaction with the invitation and all that it ends; from a command line before the invitation exists.',
    by: ['viewer', 'command'],
    fields: ['target.user'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'user_disabled', 'own_account', 'provisioned'],
  },
  'passkey.add': {
    meaning:
      'Someone made a passkey, with an invitation or signed in (`actor.method` says which), or was refused one. `target.key` is its id.',
    committed:
      'In one transaction with the passkey and the spending of the invitation. A refusal before it is answered, bounded as those of `user.sign_in`.',
    by: ['viewer'],
    fields: ['target.user', 'target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: [
      'unknown_link',
      'link_used',
      'link_expired',
      'user_disabled',
      'passkey_refused',
      'passkey_known',
      'passkey_limit',
      'provisioned',
    ],
  },
  'passkey.rename': {
    meaning: 'Someone gave one of their passkeys another name. The name itself is in no event.',
    committed: 'In one transaction with the change.',
    by: ['viewer'],
    fields: ['target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: ['not_found'],
  },
  'passkey.remove': {
    meaning:
      'A passkey was removed: by its owner, or with an invitation to make a new one. It signs nobody in any more.',
    committed: 'In one transaction with the removal.',
    by: ['viewer', 'command'],
    fields: ['target.user', 'target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: ['not_found', 'last_way_in'],
  },
}

/** What the catalogue says of service tokens. Their use is `recording.export`. */
export const tokenActions: Readonly<Record<TokenAction, AuditActionSpec>> = {
  'token.create': {
    meaning:
      'A privacy officer made a service token, which exports sessions of `target.apps` for `target.purposes` until it expires or is revoked. `target.key` is its id; the token itself is nowhere. Each use is `recording.export`, with the method `service-token`.',
    committed: 'In one transaction with the token.',
    by: ['viewer'],
    fields: ['target.key', 'target.apps', 'target.purposes'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'app_not_allowed'],
  },
  'token.revoke': {
    meaning: 'Someone revoked a service token: it opens nothing any more.',
    committed: 'In one transaction with the revocation.',
    by: ['viewer'],
    fields: ['target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
}
