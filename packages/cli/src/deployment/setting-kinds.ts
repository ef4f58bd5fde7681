// What the value of a setting has to be: its schema, the words that say so, and what a variable's text stands for.
import { z } from 'zod'

/** What a value has to be. */
export interface SettingKind {
  readonly schema: z.ZodType
  /** Completes "expected …". */
  readonly expects: string
  /** The value that a variable's text stands for; text that stands for none is left to the schema. */
  fromText(text: string): unknown
}

/** One setting. */
export interface Setting extends SettingKind {
  readonly variable: string
  /** Of config.json, its parts joined by dots. */
  readonly field: string
}

const asIs = (text: string): unknown => text

/** A whole number in bounds. */
export function whole(least: number, most: number): SettingKind {
  return {
    schema: z.number().int().min(least).max(most),
    expects: `a whole number from ${least} to ${most}`,
    fromText: (text) => (/^\d{1,15}$/u.test(text) ? Number(text) : text),
  }
}

/** A port; 0 takes a free one. */
export const port: SettingKind = whole(0, 65_535)
/** Any text. */
export const text: SettingKind = { schema: z.string().min(1), expects: 'some text', fromText: asIs }
/** A path. */
export const file: SettingKind = { schema: z.string().min(1), expects: 'the path of a file', fromText: asIs }
/** Yes or no. */
export const flag: SettingKind = {
  schema: z.boolean(),
  expects: 'true or false',
  fromText: (value) => (value === 'true' ? true : value === 'false' ? false : value),
}
/** What browsers call an origin. */
export const origin: SettingKind = {
  schema: z
    .url({ protocol: /^https?$/u })
    .refine((value) => URL.canParse(value) && ['', '/'].includes(value.slice(new URL(value).origin.length))),
  expects: 'scheme, host and port only, such as https://replay.example.org',
  fromText: asIs,
}
/** An address over http or https. */
export const url: SettingKind = {
  schema: z.url({ protocol: /^https?$/u }),
  expects: 'an address such as https://s3.example.org',
  fromText: asIs,
}
/** An IANA time zone. */
export const timeZone: SettingKind = {
  schema: z.string().refine((name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    } catch {
      return false
    }
  }),
  expects: 'the IANA name of a time zone, such as Europe/Berlin',
  fromText: asIs,
}
/** The beginning of keys. */
export const prefix: SettingKind = {
  schema: z.string().min(1).endsWith('/'),
  expects: 'a prefix that ends with a slash, such as reseal/',
  fromText: asIs,
}
/** A bucket's name. */
export const bucket: SettingKind = {
  schema: z.string().min(3),
  expects: 'the name of a bucket, 3 characters or more',
  fromText: asIs,
}

/** One of some words. */
export function oneOf(words: readonly [string, ...string[]]): SettingKind {
  return { schema: z.enum(words), expects: words.join(' or '), fromText: asIs }
}

/** Some of these words, each once; in a variable between commas. */
export function someOf(words: readonly [string, ...string[]]): SettingKind {
  return {
    schema: z
      .array(z.string())
      .refine((given) => given.every((word) => words.includes(word)) && new Set(given).size === given.length),
    expects: `some of ${words.join(', ')}, between commas`,
    fromText: (value) => value.split(',').map((word) => word.trim()),
  }
}
