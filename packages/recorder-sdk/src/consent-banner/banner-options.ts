// Parses what the page passes to `Reseal.consentBanner`, once. All its words are the host application's.
import { RecorderError } from '../recorder-error.ts'

/** The argument of `Reseal.consentBanner`. Texts are shown as text, never as HTML. */
export interface ConsentBannerOptions {
  /** Heading, such as "May we record how you use this page?". */
  readonly title?: string | undefined
  /** What is asked for and why, in the language of the page. Lines are kept apart by `\n`. */
  readonly text: string
  /** Label of the button that grants. */
  readonly accept: string
  /** Label of the button that declines, and withdraws where consent was granted. Both buttons look alike. */
  readonly decline: string
  /** Where the whole notice is: an https URL, or a path of the page's own origin. */
  readonly privacyUrl?: string | undefined
  /** Label of the link to it; `Privacy notice` when left out. */
  readonly privacyLabel?: string | undefined
  /** Version of the notice: 1 to 64 of `A-Z a-z 0-9 _ . : -`. Another version is asked for again. */
  readonly noticeVersion: string
  /** How long an answer is remembered, in days; 180 when left out. */
  readonly rememberDays?: number | undefined
}

/** {@link ConsentBannerOptions}, validated. */
export interface BannerConfig {
  readonly title: string | undefined
  readonly text: string
  readonly accept: string
  readonly decline: string
  readonly privacy: { readonly url: string; readonly label: string } | undefined
  readonly noticeVersion: string
  readonly rememberMs: number
}

const dayMs = 24 * 60 * 60_000

function refuse(option: string): never {
  throw new RecorderError('bad_option', { where: `consentBanner.${option}` })
}

function parseText(value: unknown, option: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value : refuse(option)
}

function parseUrl(value: unknown): string {
  try {
    const url = new URL(parseText(value, 'privacyUrl'), document.baseURI)
    if (url.protocol === 'https:' || url.origin === location.origin) return url.href
  } catch {
    // Not an address at all.
  }
  return refuse('privacyUrl')
}

/**
 * Validates the argument of `Reseal.consentBanner`.
 *
 * @throws RecorderError `bad_option`, with the option's name
 */
export function parseBannerOptions(input: unknown): BannerConfig {
  if (typeof input !== 'object' || input === null) refuse('text')
  const options = input as { readonly [Key in keyof ConsentBannerOptions]?: unknown }
  const { title, privacyUrl, privacyLabel, noticeVersion, rememberDays = 180 } = options
  if (typeof noticeVersion !== 'string' || !/^[\w.:-]{1,64}$/.test(noticeVersion)) refuse('noticeVersion')
  const isDays = typeof rememberDays === 'number' && rememberDays > 0 && rememberDays <= 400
  if (!isDays) refuse('rememberDays')
  return {
    title: title === undefined ? undefined : parseText(title, 'title'),
    text: parseText(options.text, 'text'),
    accept: parseText(options.accept, 'accept'),
    decline: parseText(options.decline, 'decline'),
    privacy:
      privacyUrl === undefined
        ? undefined
        : {
            url: parseUrl(privacyUrl),
            label: privacyLabel === undefined ? 'Privacy notice' : parseText(privacyLabel, 'privacyLabel'),
          },
    noticeVersion,
    rememberMs: rememberDays * dayMs,
  }
}
