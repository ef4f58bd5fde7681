// The banner on the page: a dialog that stops nobody, in a closed shadow root, blocked from recordings.
import type { BannerConfig } from './banner-options.ts'
import { bannerStyle } from './banner-style.ts'

/** What a reader does with the banner. */
export interface BannerViewCallbacks {
  onAccept(): void
  onDecline(): void
  onEscape(): void
}

/** The banner's elements. */
export interface BannerView {
  /** Puts the banner on the page; `takesFocus` where the reader asked for it. */
  show(takesFocus: boolean): void
  /** Takes it away; focus that was in it goes back to where it came from. */
  hide(): void
  isShown(): boolean
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties)
}

function button(label: string, onPress: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', textContent: label })
  // A page that makes the press for the reader gives no consent.
  made.addEventListener('click', ({ isTrusted }) => {
    if (isTrusted) onPress()
  })
  return made
}

/** Builds the banner; nothing is on the page before `show`. */
export function createBannerView(config: BannerConfig, callbacks: BannerViewCallbacks): BannerView {
  const { title, text, privacy } = config
  const host = document.createElement('reseal-consent')
  host.setAttribute('data-reseal', 'block')
  const root = host.attachShadow({ mode: 'closed' })
  const style = new CSSStyleSheet()
  style.replaceSync(bannerStyle)
  root.adoptedStyleSheets = [style]
  const section = element('section', { tabIndex: -1 })
  section.setAttribute('role', 'dialog')
  section.setAttribute('aria-labelledby', title === undefined ? 'text' : 'title')
  if (title !== undefined) {
    section.setAttribute('aria-describedby', 'text')
    section.append(element('h2', { id: 'title', textContent: title }))
  }
  section.append(element('p', { id: 'text', textContent: text }))
  if (privacy !== undefined) {
    const line = document.createElement('p')
    line.append(element('a', { href: privacy.url, textContent: privacy.label }))
    section.append(line)
  }
  const choices = document.createElement('div')
  choices.append(button(config.accept, callbacks.onAccept), button(config.decline, callbacks.onDecline))
  section.append(choices)
  section.addEventListener('keydown', ({ key, isTrusted }) => {
    if (key === 'Escape' && isTrusted) callbacks.onEscape()
  })
  root.append(section)
  let focusedBefore: Element | null = null

  return {
    show(takesFocus) {
      // First in the order of the page, so that the keyboard meets it first; on screen it lies at the bottom.
      if (!host.isConnected) document.body.prepend(host)
      if (!takesFocus) return
      if (document.activeElement !== host) focusedBefore = document.activeElement
      section.focus()
    },
    hide() {
      const hadFocus = document.activeElement === host
      host.remove()
      if (hadFocus && focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus()
      focusedBefore = null
    },
    isShown: () => host.isConnected,
  }
}
