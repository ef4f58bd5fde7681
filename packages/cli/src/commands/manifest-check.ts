// reseal manifest check: fails CI while static texts wait for a decision.
import { checkManifest } from '@reseal/build'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatTexts } from '../manifest/format-texts.ts'
import { defaultManifest, loadManifest } from '../manifest/load-manifest.ts'

/** `reseal manifest check` */
export const manifestCheckCommand: Command = {
  name: 'manifest check',
  summary: 'Find the static texts that still wait for a decision.',
  details: [
    'Reads the manifest that the build keeps in the app. Lists texts that are pending, and allowed ones that today\'s lexicons withhold for a kind of reason that does not stand beside them. Both are decided in the file itself: set "decision" to "allow" or "deny". Until then the text is masked in replays.',
    'Exit status: 0 nothing waits, 1 something does, 2 there is no manifest or it cannot be read.',
  ],
  options: [
    { name: 'file', value: 'FILE', help: `the manifest (default: ${defaultManifest})` },
    { name: 'allow-pending', help: 'list pending texts, but let them pass' },
    commonOptions.json,
  ],
  examples: ['reseal manifest check', 'reseal manifest check --file apps/clinic/reseal.manifest.json'],
  run: runManifestCheck,
}

async function runManifestCheck(input: CommandInput, context: CommandContext): Promise<number> {
  const file = input.text('file') ?? defaultManifest
  const { counts, pending, changed } = checkManifest(await loadManifest(file, context.cwd))
  const isFine = changed.length === 0 && (pending.length === 0 || input.has('allow-pending'))
  const text = input.has('json')
    ? `${JSON.stringify({ file, ok: isFine, counts, pending, changed }, undefined, 2)}\n`
    : [
        `${file}: ${counts.allow} allowed, ${counts.deny} denied, ${counts.pending} pending\n`,
        formatTexts('pending, masked until decided', pending),
        formatTexts('allowed, but withheld for a reason that was not there', changed),
        isFine ? '' : `Decide about each in ${file}: set "decision" to "allow" or "deny".\n`,
        changed.length === 0 ? '' : 'To allow one that is withheld, set "withheld" to the reason shown.\n',
      ].join('')
  await context.stdout.write(text)
  return isFine ? 0 : 1
}
