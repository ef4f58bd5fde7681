// reseal keys protect: puts key files that are plain under the passphrases that the environment gives.
import { existsSync } from 'node:fs'
import { protectKeyFile } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'

/** `reseal keys protect` */
export const keysProtectCommand: Command = {
  name: 'keys protect',
  summary: 'Put key files that are plain under the passphrases that are set.',
  details: [
    'keys/sealing.json under RESEAL_SEALING_KEY_PASSPHRASE, keys/checkpoint.json under RESEAL_CHECKPOINT_KEY_PASSPHRASE, each ' +
      'in the variable or, with _FILE behind it, in a file. A file that is under its passphrase already stays as it is. ' +
      'Backups that were made before stay plain.',
    'Services that run have the keys in memory: give them the passphrase too, and start them anew.',
  ],
  options: [commonOptions.data, commonOptions.json],
  examples: ['reseal keys protect'],
  run: runProtect,
}

async function runProtect(input: CommandInput, context: CommandContext): Promise<number> {
  const { paths, keySecrets } = loadConfig(dataFolder(input.text('data'), context), context.env)
  const { sealingPassphrase, checkpointPassphrase } = keySecrets
  const files = [
    { path: paths.sealingKey, passphrase: sealingPassphrase },
    { path: paths.checkpointKey, passphrase: checkpointPassphrase },
  ]
  const results: { file: string; state: 'protected' | 'as it was' }[] = []
  for (const { path, passphrase } of files) {
    if (passphrase === undefined || !existsSync(path)) continue
    const isNew = await protectKeyFile(path, passphrase)
    results.push({ file: path, state: isNew ? 'protected' : 'as it was' })
  }
  if (results.length === 0) {
    throw new CliError(
      'usage',
      'Nothing to protect: set RESEAL_SEALING_KEY_PASSPHRASE_FILE or RESEAL_CHECKPOINT_KEY_PASSPHRASE_FILE where the key file is.',
    )
  }
  await context.stdout.write(
    input.has('json')
      ? `${JSON.stringify(results, undefined, 2)}\n`
      : results.map(({ file, state }) => `${file}: ${state}\n`).join(''),
  )
  return 0
}
