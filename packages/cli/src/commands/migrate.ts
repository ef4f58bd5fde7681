// reseal migrate: tables, roles and the logs' first leaves.
import { StoreError } from '@reseal/store'
import { type Command, commonOptions } from '../command-line/command.ts'
import { createProgress } from '../command-line/progress.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { prepareDatabase } from '../deployment/prepare-database.ts'

/** `reseal migrate` */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database to the current tables and roles.',
  details: [
    'Logs in as the owner (RESEAL_DATABASE_URL, or the embedded database). Repeats change nothing. Where the service roles are missing and the owner may create them, they get the passwords of the RESEAL_…_DATABASE_URL variables.',
  ],
  options: [commonOptions.data, commonOptions.json],
  async run(input, context) {
    const config = loadConfig(dataFolder(input.text('data'), context), context.env)
    const progress = createProgress(context.stderr)
    const access = await openDatabaseAccess(config, (message) => progress.update(message))
    try {
      const { applied, isRestoring } = await prepareDatabase(config, access)
      progress.clear()
      const text =
        applied.length === 0 ? 'nothing to do: the database is current\n' : `applied ${applied.join(', ')}\n`
      await context.stdout.write(input.has('json') ? `${JSON.stringify({ applied, isRestoring })}\n` : text)
      if (!isRestoring) return 0
      throw new StoreError('restore_pending')
    } finally {
      await access.stop()
    }
  },
}
