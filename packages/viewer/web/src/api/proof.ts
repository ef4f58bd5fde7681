// A request that asks for a fresh proof of who one is waits for it here, and is then repeated as it was.

/** Told that a proof is wanted; answers whether there is one now. */
export type ProofListener = (answer: (isProven: boolean) => void) => void

const wantedEvent = 'reseal:proof-wanted'

/** Asks for a proof. False where nobody leads through one, or the person does not want to. */
export function askForProof(): Promise<boolean> {
  return new Promise((resolve) => {
    const wanted = new CustomEvent(wantedEvent, { detail: resolve, cancelable: true })
    // Whoever leads through it says so.
    if (window.dispatchEvent(wanted)) resolve(false)
  })
}

/** Leads through proofs until the function that comes back is called. */
export function listenForProof(listener: ProofListener): () => void {
  const take = (event: Event) => {
    event.preventDefault()
    listener((event as CustomEvent<(isProven: boolean) => void>).detail)
  }
  window.addEventListener(wantedEvent, take)
  return () => window.removeEventListener(wantedEvent, take)
}

const channelName = 'reseal:proof'

/** Tells the viewer's other windows that the person has proven who they are. */
export function announceProof(): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('proven')
  channel.close()
}

/** Hears of a proof in another window until the function that comes back is called. */
export function listenForOtherWindow(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = () => listener()
  return () => channel.close()
}
