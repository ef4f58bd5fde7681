// reseal backup check: whether what a restore needs is there, and how old it is (backup/check-backup.ts).
import { access as canRead } from 'node:fs/promises'
import { resolve } from 'node:path'
import { formatChecks } from '../backup/check.ts'
import { checkBackup } from '../backup/check-backup.ts'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { createProgress } from '../command-line/progress.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'

/** `reseal backup check` */
export const backupCheckCommand: Command = {
  name: 'backup check',
  summary: 'Say whether what a restore needs is there, and how old it is.',
  details: [
    'Looks at settings and key files, the database and its WAL archive, a backup of the table stream_keys, the anchors of both logs, the objects that rows name, and the sealing keys under which something lives. Writes nothing and opens nothing. Each line is ok, warning or failing, with what to do. Exit status: 1 where anything is failing.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    {
      name: 'key-backup',
      value: 'FILE',
      help: 'the newest backup of the table stream_keys, as for "reseal reindex --keys"',
    },
    { name: 'all', help: 'look for every object, not for two hundred at random' },
  ],
  examples: ['reseal backup check --key-backup stream_keys.sql', 'reseal backup check --all --json'],
  run: runBackupCheck,
}

async function runBackupCheck(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const keyFile = await readableFile(input.text('key-backup'), context)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config, (message) => progress.update(message))
  try {
    const checks = await checkBackup({
      config,
      db: access.open('owner'),
      keyFile,
      all: input.has('all'),
      onProgress: (message) => progress.update(message),
    })
    progress.clear()
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify({ checks }, undefined, 2)}\n` : formatChecks(checks),
    )
    return checks.some(({ state }) => state === 'failing') ? 1 : 0
  } finally {
    await access.stop()
  }
}

async function readableFile(file: string | undefined, { cwd }: CommandContext): Promise<string | undefined> {
  if (file === undefined) return undefined
  const path = resolve(cwd, file)
  await canRead(path).catch((cause: unknown) => {
    throw new CliError('usage', `--key-backup: ${file} cannot be read.`, { cause })
  })
  return path
}
