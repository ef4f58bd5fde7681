// Whoever has taken ingest over and holds its login: bare connections, without any setting of ours.
import { Client } from 'pg'

/** One connection of the attacker's, and what it is refused. */
export interface AttackerConnection {
  /** Runs statements; rows of the last. */
  run(statement: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** SQLSTATE and all texts of what the statement fails with; undefined when it succeeds. */
  refusal(statement: string, values?: readonly unknown[]): Promise<Refusal | undefined>
  close(): Promise<void>
}

/** How the server said no. */
export interface Refusal {
  readonly code: string
  /** Message, detail and hint. */
  readonly text: string
}

// Every limit that a session may lift for itself.
const noLimits = `SET search_path = reseal; SET lock_timeout = 0; SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0; SET client_min_messages = error`

/** Logs in and lifts every limit of the session. */
export async function connectAttacker(connectionString: string): Promise<AttackerConnection> {
  const client = new Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  await client.query(noLimits)
  const run: AttackerConnection['run'] = async (statement, values) => {
    const result = await client.query(statement, values && [...values])
    return ([result].flat().at(-1)?.rows ?? []) as Record<string, unknown>[]
  }
  return {
    run,
    async refusal(statement, values) {
      try {
        await run(statement, values)
        return undefined
      } catch (error) {
        const {
          code = '',
          message,
          detail = '',
          hint = '',
        } = error as Error & Partial<Record<string, string>>
        return { code, text: [message, detail, hint].join('\n') }
      }
    },
    close: () => client.end(),
  }
}
