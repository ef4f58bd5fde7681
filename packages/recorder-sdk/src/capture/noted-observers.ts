// The MutationObservers that rrweb makes, one of the document and one of each shadow root: it gives them to nobody, and
// a pause has to end them.

const allChanges = {
  attributes: true,
  attributeOldValue: true,
  characterData: true,
  characterDataOldValue: true,
  childList: true,
  subtree: true,
}

interface ZonedWindow {
  readonly Zone?: { __symbol__?(name: string): string }
}

/** The browser's own observer: Angular's zone would take each of our callbacks for a reason to look at all of the page. */
export function untouchedObserver(): typeof MutationObserver {
  const zone = (window as ZonedWindow).Zone
  const name = zone?.__symbol__?.('MutationObserver')
  const native = name === undefined ? undefined : (window as unknown as Record<string, unknown>)[name]
  return typeof native === 'function' ? (native as typeof MutationObserver) : MutationObserver
}

/** Observes all changes of the document. */
export function observeDocument(observer: MutationObserver | undefined): void {
  observer?.observe(document, allChanges)
}

/** Observers that somebody else makes. */
export interface NotedObservers {
  /** Notes those that are made until the answer is called, which puts back what is changed for that. */
  note(): () => void
  /** Forgets those of shadow roots: with each snapshot they are made anew. */
  forgetShadows(): void
  /** Observe nothing from now on. */
  disconnect(): void
  /** The document is observed again. */
  resume(): void
}

/** Creates notes of observers of one kind; none is known yet. */
export function createNotedObservers({ prototype }: typeof MutationObserver): NotedObservers {
  const shadows = new Set<MutationObserver>()
  let ofDocument: MutationObserver | undefined
  return {
    note() {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, 'observe')
      const { observe } = prototype
      if (descriptor?.configurable !== true || descriptor.writable !== true) return () => {}
      const note = (observer: MutationObserver, root: Node): void => {
        if (root === document) ofDocument = observer
        else shadows.add(observer)
      }
      prototype.observe = function (this: MutationObserver, root, init) {
        note(this, root)
        return observe.call(this, root, init)
      }
      return () => Object.defineProperty(prototype, 'observe', descriptor)
    },
    forgetShadows: () => shadows.clear(),
    disconnect() {
      ofDocument?.disconnect()
      for (const observer of shadows) observer.disconnect()
    },
    resume: () => observeDocument(ofDocument),
  }
}
