// Where notifications go: a private file (mode 0600) beside the keys, read anew for each turn so that it can be changed
// without a restart. It holds the password of the mail server and the key of the webhook's signature.
import { existsSync } from 'node:fs'
import { readPrivateFile } from '@reseal/store'
import { SinkError } from '../sinks/sink-error.ts'

/** An HTTPS address that is told of everything. */
export interface WebhookSettings {
  readonly url: string
  /** Key of the signature, base64 of 24 bytes or more. */
  readonly signingKey: string
  /** PEM of the authority that its certificate is from, where no public one is. */
  readonly ca?: string
  /** Whether it may lie on a private network or on this machine. */
  readonly isPrivate?: boolean
}

/** A mail server. Off loopback nothing is said to it before TLS. */
export interface EmailSettings {
  readonly host: string
  readonly port: number
  /** `smtps`: TLS from the first byte; `starttls`: TLS before anything else is said; `plain`: for loopback alone. */
  readonly transport: 'smtps' | 'starttls' | 'plain'
  readonly user?: string
  readonly password?: string
  readonly from: string
  /** PEM of the authority that its certificate is from, where no public one is. */
  readonly ca?: string
}

/** Either, both, or neither. */
export interface NotificationSettings {
  readonly webhook?: WebhookSettings
  readonly email?: EmailSettings
}

/**
 * Reads them; nothing where there is no file.
 * @throws SinkError `secret` for a file that others can read, or that is not of the form
 */
export async function readNotificationSettings(file: string): Promise<NotificationSettings> {
  if (!existsSync(file)) return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(await readPrivateFile(file))
  } catch (cause) {
    throw new SinkError('secret', { cause })
  }
  if (!isSettings(parsed)) throw new SinkError('secret')
  return parsed
}

const text = 'string'

function isSettings(value: unknown): value is NotificationSettings {
  if (!isRecord(value) || !hasOnly(value, { webhook: 'object', email: 'object' })) return false
  const { webhook, email } = value
  return (webhook === undefined || isWebhook(webhook)) && (email === undefined || isEmail(email))
}

function isWebhook(value: unknown): boolean {
  const shape = { url: text, signingKey: text, ca: text, isPrivate: 'boolean' } as const
  return isRecord(value) && hasOnly(value, shape) && hasAll(value, ['url', 'signingKey'])
}

function isEmail(value: unknown): boolean {
  const texts = { host: text, transport: text, user: text, password: text, from: text, ca: text }
  return (
    isRecord(value) &&
    hasOnly(value, { ...texts, port: 'number' }) &&
    hasAll(value, ['host', 'port', 'transport', 'from']) &&
    ['smtps', 'starttls', 'plain'].includes(String(value['transport']))
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasOnly(value: Readonly<Record<string, unknown>>, shape: Readonly<Record<string, string>>): boolean {
  return Object.entries(value).every(([name, member]) => typeof member === shape[name])
}

function hasAll(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => value[name] !== undefined)
}
