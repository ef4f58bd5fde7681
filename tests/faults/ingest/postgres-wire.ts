// A proxy in front of PostgreSQL that reads the protocol's messages (PostgreSQL documentation, "Frontend/Backend
// Protocol"), so that a fault can be placed before or after any statement of a transaction.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { cut, type Wire, type WireAction, type WireState, type WireWatcher } from './wire.ts'

interface Connection {
  readonly near: Socket
  readonly far: Socket
  /** Bytes of it were swallowed: nothing passes any more. */
  dead: boolean
  /** What the server was asked last; undefined once it has answered. */
  asked: string | undefined
  /** Statements since `begin`; undefined outside a transaction. */
  statements: number | undefined
}

/** Splits a byte stream into messages; the first of a client has no type. */
function createSplitter(typed: boolean): (bytes: Buffer) => { type: string; bytes: Buffer }[] {
  let rest: Buffer = Buffer.alloc(0)
  let hasType = typed
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    const messages: { type: string; bytes: Buffer }[] = []
    for (;;) {
      const lengthAt = hasType ? 1 : 0
      if (rest.length < lengthAt + 4) return messages
      const end = lengthAt + rest.readUInt32BE(lengthAt)
      if (rest.length < end) return messages
      messages.push({ type: hasType ? String.fromCharCode(rest[0] ?? 0) : '', bytes: rest.subarray(0, end) })
      rest = rest.subarray(end)
      hasType = true
    }
  }
}

/** The SQL of a Query or Parse message. */
function textOf({ type, bytes }: { type: string; bytes: Buffer }): string | undefined {
  if (type === 'Q') return bytes.toString('utf8', 5, bytes.length - 1)
  if (type !== 'P') return undefined
  const nameEnd = bytes.indexOf(0, 5)
  return bytes.toString('utf8', nameEnd + 1, bytes.indexOf(0, nameEnd + 1))
}

/** Names what a statement does: its verb and its table. */
function nameOf(sql: string): string {
  const words = sql.trim().toLowerCase().replaceAll('"', '')
  const found = /^(insert into|update|delete from)\s+([\w.]+)|^(select)\b[^]*?\bfrom\s+([\w.]+)/.exec(words)
  const [verb, table] = [found?.[1] ?? found?.[3], found?.[2] ?? found?.[4]]
  return verb === undefined ? (words.split(/\s/)[0] ?? '') : `${verb.split(' ')[0]} ${table ?? ''}`
}

/**
 * Starts the proxy. Points: `begin sent`, `begin answered`, `statement N VERB TABLE sent` and `answered` for the Nth
 * statement of a transaction, `commit sent`, `commit answered`; outside a transaction `append sent` and `append answered`.
 */
export async function startPostgresWire(targetPort: number): Promise<Wire> {
  const connections = new Set<Connection>()
  let state: WireState = 'open'
  let watcher: WireWatcher | undefined

  const ask = (point: string): WireAction => watcher?.(point) ?? 'pass'

  /** Notes what is asked and says what is to happen with it. */
  function onAsked(connection: Connection, sql: string): WireAction {
    const name = nameOf(sql)
    if (name === 'begin') connection.statements = 0
    if (connection.statements === undefined) {
      // A log's append is one statement that commits by itself.
      if (name !== 'select append_audit_leaves') return 'pass'
      connection.asked = 'append'
    } else if (name === 'begin' || name === 'commit' || name === 'rollback') connection.asked = name
    else connection.asked = `statement ${++connection.statements} ${name}`
    return ask(`${connection.asked} sent`)
  }

  function onAnswered(connection: Connection): WireAction {
    const { asked } = connection
    if (asked === undefined) return 'pass'
    connection.asked = undefined
    if (asked === 'commit' || asked === 'rollback') connection.statements = undefined
    return ask(`${asked} answered`)
  }

  function obey(connection: Connection, action: WireAction): boolean {
    if (action === 'pass') return true
    connection.dead = true
    if (action === 'reset') {
      cut(connection.near)
      cut(connection.far)
    }
    return false
  }

  function join(near: Socket): void {
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    near.setNoDelay(true)
    const connection: Connection = { near, far, dead: false, asked: undefined, statements: undefined }
    connections.add(connection)
    const [fromClient, fromServer] = [createSplitter(false), createSplitter(true)]
    near.on('data', (bytes: Buffer) => {
      if (state === 'lost') connection.dead = true
      for (const message of fromClient(bytes)) {
        const sql = textOf(message)
        if (connection.dead || (sql !== undefined && !obey(connection, onAsked(connection, sql)))) return
        far.write(message.bytes)
      }
    })
    far.on('data', (bytes: Buffer) => {
      if (state === 'lost') connection.dead = true
      for (const message of fromServer(bytes)) {
        // CommandComplete or ErrorResponse: the statement is done.
        const done = message.type === 'C' || message.type === 'E'
        if (connection.dead || (done && !obey(connection, onAnswered(connection)))) return
        near.write(message.bytes)
      }
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => {
        // The other side of a network that swallows bytes does not hear of it.
        if (one === far && (connection.dead || state === 'lost')) return
        other.destroy()
        connections.delete(connection)
      })
    }
    if (state === 'held') hold(connection)
  }

  function hold({ near, far }: Connection): void {
    near.pause()
    far.pause()
  }

  const server = createServer((near) => {
    if (state === 'refused') cut(near)
    else join(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function reset(): void {
    for (const { near, far } of connections) {
      cut(near)
      cut(far)
    }
    connections.clear()
  }

  return {
    port: (server.address() as AddressInfo).port,
    reset,
    watch: (asked) => {
      watcher = asked
    },
    state(wanted) {
      if (state === 'lost') for (const connection of connections) connection.dead = true
      state = wanted
      for (const connection of connections) {
        if (wanted === 'held') hold(connection)
        else {
          connection.near.resume()
          connection.far.resume()
        }
      }
    },
    async stop() {
      server.close()
      reset()
      await once(server, 'close')
    },
  }
}
