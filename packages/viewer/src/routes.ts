// Every route of the viewer's origin. One that is not here does not exist; one that does not say who may call it
// and how it is audited does not compile.

import {
  meRoute,
  signInRoute,
  signInWaysRoute,
  signOutRoute,
  stepUpLinkRoute,
} from './access/sign-in.routes.ts'
import { accessReviewRoutes } from './access-review/access-review.routes.ts'
import { appRoutes } from './apps/apps.routes.ts'
import { exportAuditRoute, listAuditRoute, whoSawRoute } from './audit/audit.routes.ts'
import { auditQuestionRoutes } from './audit/audit-questions.routes.ts'
import { exportConsentsRoute, listConsentsRoute } from './consents/consent.routes.ts'
import { deletionRoutes } from './deletions/deletion.routes.ts'
import { scopeOrderRoutes } from './deletions/scope-order.routes.ts'
import { listErrorsRoute } from './errors/error.routes.ts'
import { exportSessionRoute } from './exports/export.routes.ts'
import { grantRoutes } from './grants/grant.routes.ts'
import { healthRoute, healthzRoute, readyzRoute } from './health/health.routes.ts'
import { holdRoutes } from './holds/hold.routes.ts'
import {
  backChannelRoute,
  beginOidcRoute,
  oidcCallbackRoute,
  stepUpOidcRoute,
} from './identity/oidc/oidc.routes.ts'
import {
  addPasskeyChallengeRoute,
  addPasskeyRoute,
  confirmChallengeRoute,
  confirmRoute,
  invitationChallengeRoute,
  invitationRoute,
  inviteRoute,
  listPasskeysRoute,
  passkeyChallengeRoute,
  passkeySignInRoute,
  removePasskeyRoute,
  renamePasskeyRoute,
} from './identity/passkeys/passkey.routes.ts'
import {
  createTokenRoute,
  listTokensRoute,
  revokeTokenRoute,
} from './identity/service-tokens/service-token.routes.ts'
import {
  listAllSignInsRoute,
  listSignInsRoute,
  revokeSignInRoute,
} from './identity/sign-ins/sign-ins.routes.ts'
import { checkpointsRoute, integrityRoute } from './integrity/integrity.routes.ts'
import { addNoteRoute, readNotesRoute, removeNoteRoute } from './notes/note.routes.ts'
import {
  confirmOrderRoute,
  listOpenOrdersRoute,
  listSessionOrdersRoute,
  proposeOrderRoute,
  refuseOrderRoute,
} from './orders/order.routes.ts'
import { peopleRoutes } from './people/people.routes.ts'
import {
  findingTrendRoute,
  getQuarantineRoute,
  listQuarantinesRoute,
  releaseQuarantineRoute,
} from './quarantine/quarantine.routes.ts'
import { auditReceiptRoute, streamReceiptRoute } from './receipts/receipt.routes.ts'
import { closeReplayRoute, openReplayRoute, readRangeRoute } from './replays/replay.routes.ts'
import { retentionRoutes } from './retention/retention.routes.ts'
import type { Route } from './routing/route.ts'
import { decideRulesRoute, manifestChangesRoute, readRulesRoute } from './rules/rules.routes.ts'
import { sealingKeyRoutes } from './sealing-keys/sealing-keys.routes.ts'
import {
  facetsRoute,
  listSavedSearchesRoute,
  removeSavedSearchRoute,
  saveSearchRoute,
} from './search/search.routes.ts'
import { getSessionRoute, listSessionsRoute, sessionNewsRoute } from './sessions/session.routes.ts'
import { resolveStackRoute } from './stacks/stack.routes.ts'
import { systemRoutes } from './system/system.routes.ts'
import { webAppRoute } from './web-app/web-app.routes.ts'

/** The registry, in the order of matching: the web app takes what is left. */
export const viewerRoutes: readonly Route[] = [
  signInRoute,
  signInWaysRoute,
  beginOidcRoute,
  oidcCallbackRoute,
  backChannelRoute,
  stepUpOidcRoute,
  stepUpLinkRoute,
  listSignInsRoute,
  listAllSignInsRoute,
  revokeSignInRoute,
  passkeyChallengeRoute,
  passkeySignInRoute,
  invitationChallengeRoute,
  invitationRoute,
  listPasskeysRoute,
  addPasskeyChallengeRoute,
  addPasskeyRoute,
  renamePasskeyRoute,
  removePasskeyRoute,
  confirmChallengeRoute,
  confirmRoute,
  inviteRoute,
  listTokensRoute,
  createTokenRoute,
  revokeTokenRoute,
  exportSessionRoute,
  signOutRoute,
  meRoute,
  listSessionsRoute,
  facetsRoute,
  sessionNewsRoute,
  getSessionRoute,
  listErrorsRoute,
  listSavedSearchesRoute,
  saveSearchRoute,
  removeSavedSearchRoute,
  openReplayRoute,
  readRangeRoute,
  closeReplayRoute,
  resolveStackRoute,
  readNotesRoute,
  addNoteRoute,
  removeNoteRoute,
  listQuarantinesRoute,
  findingTrendRoute,
  getQuarantineRoute,
  releaseQuarantineRoute,
  readRulesRoute,
  manifestChangesRoute,
  decideRulesRoute,
  listOpenOrdersRoute,
  listSessionOrdersRoute,
  proposeOrderRoute,
  confirmOrderRoute,
  refuseOrderRoute,
  ...holdRoutes,
  ...retentionRoutes,
  ...deletionRoutes,
  ...scopeOrderRoutes,
  listConsentsRoute,
  exportConsentsRoute,
  listAuditRoute,
  exportAuditRoute,
  ...auditQuestionRoutes,
  whoSawRoute,
  auditReceiptRoute,
  streamReceiptRoute,
  ...grantRoutes,
  ...accessReviewRoutes,
  ...peopleRoutes,
  ...appRoutes,
  ...sealingKeyRoutes,
  ...systemRoutes,
  integrityRoute,
  checkpointsRoute,
  healthzRoute,
  readyzRoute,
  healthRoute,
  webAppRoute,
]
