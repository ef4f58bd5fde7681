// Tells a person by email (SMTP, RFC 5321): one sentence and a link. Nothing is said to a server off loopback before TLS
// (RFC 8314), with a certificate that proves its name.
import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { SinkError, type SinkFailure } from '../sinks/sink-error.ts'
import type { EmailSettings } from './notification-settings.ts'
import type { NotificationText } from './send-webhook.ts'

/** A mail server that is open for a turn. */
export interface EmailSender {
  /** Resolves once the server has taken it. @throws SinkError */
  send(text: NotificationText, to: string): Promise<void>
  close(): void
}

// What happened, without whom or what it was about: the link leads to that, past the recipient's own sign-in.
const sentences: Readonly<Record<string, string>> = {
  'grant-requested': 'A request for access waits for a decision.',
  'grant-approved': 'Your request for access was approved.',
  'grant-denied': 'Your request for access was denied.',
  'grant-revoked': 'Access that you had was ended.',
  'break-glass': 'Someone took access in an emergency. It has to be reviewed.',
  'break-glass-reviewed': 'Your emergency access was reviewed.',
  'review-overdue': 'The review of an emergency access is overdue.',
  'passkey-invited': 'Someone was invited to make a passkey anew; what they had was ended.',
  quarantine: 'A session was quarantined and waits for a decision.',
  'error-group': 'A new kind of error was seen.',
  'rules-waiting': 'A rule set waits for approval.',
  'order-waiting': 'An order about a session waits to be confirmed.',
  'key-waiting': 'That a sealing key be retired waits to be approved.',
}

/** Opens it. @throws SinkError `insecure` for a server off loopback that is to be reached without TLS */
export function openEmail(settings: EmailSettings, timeoutMs: number): EmailSender {
  const { host, port, transport, user, password, from, ca } = settings
  if (transport === 'plain' && !isLoopback(host)) throw new SinkError('insecure')
  const mailer = createTransport({
    host,
    port,
    secure: transport === 'smtps',
    requireTLS: transport === 'starttls',
    ignoreTLS: transport === 'plain',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A text that names a file or an address is sent as it is.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ entry, url }, to) => {
      const sentence = sentences[entry.kind] ?? 'Something waits for you.'
      try {
        await mailer.sendMail({
          from,
          to: { name: '', address: to },
          subject: `Reseal: ${sentence}`,
          text: `${sentence}\n\n${url}\n`,
          // The same for each attempt: a mail program shows it once.
          messageId: `<${entry.eventId}.${entry.id}@reseal>`,
          headers: { 'auto-submitted': 'auto-generated' },
        })
      } catch (cause) {
        throw new SinkError(failureOf(cause), { cause })
      }
    },
    close: () => mailer.close(),
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const untrusted = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$|^ERR_(TLS|SSL)_|^ETLS$/u

function failureOf(error: unknown): SinkFailure {
  if (!(error instanceof Error)) return 'unavailable'
  const code = 'code' in error ? String(error.code) : ''
  const { cause } = error
  const inner = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (untrusted.test(code) || untrusted.test(inner) || /certificate/u.test(error.message)) return 'untrusted'
  if (code === 'EAUTH') return 'secret'
  // A permanent reply (RFC 5321 §4.2.1): the next try is refused too.
  return 'responseCode' in error && Number(error.responseCode) >= 500 ? 'refused' : 'unavailable'
}
