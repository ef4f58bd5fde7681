// Any request may find that the session has ended; the app listens for it in one place.

export const signedOutEvent = 'reseal:signed-out'

export function announceSignedOut(): void {
  window.dispatchEvent(new Event(signedOutEvent))
}
