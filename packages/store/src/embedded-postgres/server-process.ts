// Runs PostgreSQL's own programs (initdb, pg_ctl) to their end, as the server's account.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../store-error.ts'
import type { PostgresBinaries } from './binaries.ts'
import type { ServerAccount } from './server-account.ts'

/** What every command on one cluster needs. */
export interface Cluster {
  readonly folder: string
  readonly binaries: PostgresBinaries
  readonly account: ServerAccount | undefined
}

// Small enough for a laptop's demo, all durability left on. Statements and row values stay out of the server's
// log: it is not a place for personal data. io_method "sync" saves three worker processes.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '16MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  io_method: 'sync',
  jit: 'off',
  max_worker_processes: '2',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  autovacuum_worker_slots: '2',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_parameter_max_length_on_error: '0',
}

/** Makes an empty cluster whose superuser `postgres` has the password in `passwordFile`. */
export async function initialiseCluster(
  cluster: Cluster,
  passwordFile: string,
  stopSignal?: AbortSignal,
): Promise<void> {
  const fixed = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8']
  // One syncfs is half a second less than a sync a file (measured); only Linux has it.
  const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
  // Small WAL files save disk.
  const layout = ['--no-instructions', '--wal-segsize=4']
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const all = ['-D', cluster.folder, `--pwfile=${passwordFile}`, ...fixed, ...layout, ...sync, ...options]
  const failure = await run(cluster, cluster.binaries.initdb, all, stopSignal)
  if (failure) throw new StoreError('postgres_failed', failure)
}

/** Starts the server on a loopback port and waits until it answers. */
export async function startServer(cluster: Cluster, port: number): Promise<void> {
  const logFile = join(cluster.folder, 'server.log')
  const start = ['-D', cluster.folder, '-w', '-s', '-t', '60', '-l', logFile, '-o', `-p ${port}`, 'start']
  const failure = await run(cluster, cluster.binaries.pgCtl, start)
  if (failure) throw new StoreError('postgres_failed', failure)
}

/** Stops the server in fast mode: open transactions roll back, what is committed is flushed. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stop = ['-D', cluster.folder, '-w', '-s', '-t', '60', '-m', 'fast', 'stop']
  const failure = await run(cluster, cluster.binaries.pgCtl, stop)
  if (failure && (await isRunning(cluster))) throw new StoreError('postgres_failed', failure)
}

/** Whether a server lives on this cluster, whoever started it. */
export async function isRunning(cluster: Cluster): Promise<boolean> {
  const failure = await run(cluster, cluster.binaries.pgCtl, ['-D', cluster.folder, 'status'])
  return failure === undefined
}

/** The port in the cluster's postmaster.pid, if the file is whole. */
export async function runningPort(cluster: Cluster): Promise<number | undefined> {
  const text = await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(text.split('\n')[3])
  return Number.isInteger(port) && port > 0 ? port : undefined
}

async function run(
  { account }: Cluster,
  program: string,
  args: readonly string[],
  stopSignal?: AbortSignal,
): Promise<Error | undefined> {
  const { promise, resolve } = Promise.withResolvers<Error | undefined>()
  const options = {
    cwd: process.platform === 'win32' ? undefined : '/',
    // Nothing of the caller's environment (keys, connection strings) reaches the server, nor do its PG* settings.
    env: { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C' },
    windowsHide: true,
    signal: stopSignal,
    ...account,
  }
  let failure: Error | undefined
  const child = execFile(program, args, options, (error, _stdout, stderr) => {
    failure = error ? new Error(stderr.trim() || error.message, { cause: error }) : undefined
  })
  // One that is stopped fails at once; it has to be gone before what it wrote can go.
  child.once('close', () => resolve(failure))
  return promise
}
