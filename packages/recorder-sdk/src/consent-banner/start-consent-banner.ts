// The consent banner: asks once, remembers the answer, and gives it to the recorder on each page.
import { createKeptRecord, trackKeptRecord } from '../browser/kept-record.ts'
import type { ConsentGrant } from '../domain/consent.ts'
import { type ConsentBannerOptions, parseBannerOptions } from './banner-options.ts'
import { createBannerView } from './banner-view.ts'
import { type RememberedAnswer, readAnswer, stillCounts } from './remembered-answer.ts'

export type { ConsentBannerOptions } from './banner-options.ts'

/** The recorder that the banner asks for. */
export interface BannerHost {
  /** Name under which the recorder keeps things in this origin. */
  readonly name: string
  readonly recorder: {
    status(): string
    grantConsent(grant: ConsentGrant): void
    declineConsent(): void
    withdrawConsent(): Promise<void>
  }
}

/** A banner that may be on the page. */
export interface ConsentBanner {
  /** Shows the banner, to change an answer: the way to withdraw that a page has to offer. Takes the focus. */
  open(): void
  /** What was answered to this notice; undefined while nobody did. */
  answer(): 'granted' | 'declined' | undefined
  /** Takes the banner away without an answer, and forgets about it. */
  remove(): void
}

const asksOfGpc = (): boolean =>
  (navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl === true

/**
 * Starts the banner: applies the answer that is remembered, or asks.
 *
 * @throws RecorderError `bad_option`
 */
export function startConsentBanner(options: ConsentBannerOptions, host: BannerHost): ConsentBanner {
  const config = parseBannerOptions(options)
  const { noticeVersion, rememberMs } = config
  const { recorder } = host
  const key = `${host.name}:consent`
  const record = createKeptRecord(key)

  /** The answer that counts. Where the recorder was told no by other means, that is the answer. */
  function current(): RememberedAnswer['answer'] | undefined {
    const kept = readAnswer(record)
    const counts = kept !== undefined && stillCounts(kept, { noticeVersion, rememberMs, nowMs: Date.now() })
    if (recorder.status() === 'declined' && (counts || kept === undefined)) return 'declined'
    return counts ? kept.answer : undefined
  }

  function keep(answer: RememberedAnswer['answer']): void {
    record.write({ answer, noticeVersion, atMs: Date.now() } satisfies RememberedAnswer)
  }

  function grant(): void {
    const grantedAtMs = readAnswer(record)?.atMs
    recorder.grantConsent({ how: 'banner', noticeVersion, grantedAtMs })
  }

  const view = createBannerView(config, {
    onAccept() {
      keep('granted')
      view.hide()
      grant()
    },
    onDecline() {
      const isWithdrawn = current() === 'granted'
      keep('declined')
      view.hide()
      if (isWithdrawn) void recorder.withdrawConsent()
      else recorder.declineConsent()
    },
    onEscape() {
      // Of a question that nobody answered it is no answer.
      if (current() !== undefined) view.hide()
    },
  })

  /** Gives the recorder the answer there is. */
  function apply(): void {
    const answer = current()
    if (answer === 'granted') grant()
    if (answer !== undefined) view.hide()
  }

  // Another tab was answered: it asks here no longer. The recorder hears of a no by itself.
  const stopTracking = trackKeptRecord(key, apply)
  apply()
  // Who sends Global Privacy Control has said what they want; a page may still let them open the banner.
  if (current() === undefined && !asksOfGpc()) view.show(false)

  return {
    open: () => view.show(true),
    answer: current,
    remove() {
      stopTracking()
      view.hide()
    },
  }
}
