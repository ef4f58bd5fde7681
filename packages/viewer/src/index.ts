// The viewer's server: what the command line starts, and the types of the API's JSON.
export { createSignInLink, type NewSignInLink, type SignInLinkRequest } from './access/sign-in-link.ts'
export type * from './api-types.ts'
export { createApp } from './app.ts'
export { parseViewerConfig, type ViewerConfig, type ViewerConfigInput } from './config.ts'
export { createViewerDeps, type ViewerDeps, type ViewerParts, type ViewerPlace } from './deps.ts'
export type { Peer } from './health/probes.ts'
export { createLog, type Log, type LogLine } from './http/log-line.ts'
export { checkProvider, type ProviderFinding } from './identity/oidc/check-provider.ts'
export {
  createPasskeyInvitation,
  type InvitationRequest,
  type NewInvitation,
} from './identity/passkeys/invitation.ts'
export { relyingPartyOf } from './identity/passkeys/relying-party.ts'
export { purposes } from './replays/purpose.ts'
export { type BundleFolders, type RunningViewer, startViewer } from './start-viewer.ts'
export { type DenyReason, ViewerError, type ViewerErrorCode } from './viewer-error.ts'
