// reseal manifest diff: what a pull request makes readable in replays.
import { diffManifests, type Manifest, type ManifestChange, type ManifestDiff } from '@reseal/build'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatTexts } from '../manifest/format-texts.ts'
import { defaultManifest, gitPrefix, loadManifest, loadManifestAt } from '../manifest/load-manifest.ts'

/** `reseal manifest diff` */
export const manifestDiffCommand: Command = {
  name: 'manifest diff',
  summary: 'Say which static texts become readable when one manifest gives way to another.',
  details: [
    'For the review of a pull request: what becomes readable in replays, what no longer is, and what still waits for a decision. Texts that are allowed although the build withheld them come first. A ref that does not have the file counts as an empty manifest.',
    'Exit status: 0 nothing becomes readable, 1 something does, 2 one of them is not a manifest.',
  ],
  positionals: [
    {
      name: 'old',
      required: true,
      help: 'a manifest; or git:REF, the second one as it is at that git ref',
    },
    { name: 'new', help: `a manifest (default: ${defaultManifest})` },
  ],
  options: [commonOptions.json],
  examples: [
    'reseal manifest diff git:origin/main',
    'reseal manifest diff git:v1.4.0 apps/clinic/reseal.manifest.json',
  ],
  run: runManifestDiff,
}

async function runManifestDiff(input: CommandInput, context: CommandContext): Promise<number> {
  const [old = '', file = defaultManifest] = input.positionals
  const after = await loadManifest(file, context.cwd)
  const diff = diffManifests(await loadOld(old, file, context.cwd), after)
  const text = input.has('json')
    ? `${JSON.stringify({ before: old, after: file, ...diff }, undefined, 2)}\n`
    : `${old} to ${file}\n${formatDiff(diff)}`
  await context.stdout.write(text)
  return diff.readable.length === 0 ? 0 : 1
}

async function loadOld(old: string, file: string, cwd: string): Promise<Manifest> {
  return old.startsWith(gitPrefix)
    ? await loadManifestAt(old.slice(gitPrefix.length), file, cwd)
    : await loadManifest(old, cwd)
}

function formatDiff({ readable, masked, pending, withheld, denied }: ManifestDiff): string {
  const isWithheld = (change: ManifestChange): boolean => change.withheld !== undefined
  const gone = masked.filter(({ why }) => why === 'removed')
  const lines = [
    formatTexts('becomes readable although it was withheld', readable.filter(isWithheld)),
    formatTexts(
      'becomes readable',
      readable.filter((change) => !isWithheld(change)),
    ),
    formatTexts(
      'no longer readable',
      masked.filter(({ why }) => why !== 'removed'),
    ),
    formatTexts('no longer in the app', gone),
    formatTexts('waits for a decision, withheld and masked until then', withheld),
    formatTexts('waits for a decision, masked until then', pending),
    formatTexts('denied', denied),
  ].join('')
  return readable.length === 0 ? `becomes readable: nothing\n${lines}` : lines
}
