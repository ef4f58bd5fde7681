// What PostgreSQL keeps of a password, made here: a statement with the password itself would reach the server's log where that
// has statements (log_statement = ddl), and the statistics of statements.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

// PostgreSQL's own (scram_iterations).
const iterations = 4096
const saltBytes = 16
const keyBytes = 32

/** SCRAM-SHA-256 verifier of a password (RFC 5803), which PostgreSQL takes in its place. */
export function passwordVerifier(password: string, salt: Buffer = randomBytes(saltBytes)): string {
  // RFC 4013 comes down to this where nothing is prohibited; of ASCII nothing changes.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, keyBytes, 'sha256')
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  const serverKey = hmac('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
