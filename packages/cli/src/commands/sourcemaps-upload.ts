// reseal sourcemaps upload: the maps of a release, into the private zone.
import { resolve } from 'node:path'
import { createAppRepository } from '@reseal/store'
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
import { type FoundMap, listMaps, maxMaps, readMap } from '../source-maps/read-maps.ts'
import { type Upload, uploadMaps } from '../source-maps/upload-maps.ts'

/** `reseal sourcemaps upload` */
export const sourcemapsUploadCommand: Command = {
  name: 'sourcemaps upload',
  summary: "Keep a release's source maps, so that stacks of errors show the app's own source.",
  details: [
    "Takes every *.js.map and *.mjs.map below DIR. They are kept in the private zone: ingest cannot read them, and whoever may watch an app's sessions sees what they resolve. They hold the app's source; do not serve them with the app (Vite: build.sourcemap 'hidden').",
    'The release is what the app names in init({ release }). A script is found by its file name, which has to have the hash of its content in it, as bundlers write it (index-mdfFHw6Z.js); others are kept, and said.',
    `The same map again changes nothing; another map of the same name takes the place of the one before. At most ${maxMaps} maps and 256 MiB a release; the 50 releases of an app that were uploaded last are kept.`,
  ],
  positionals: [{ name: 'DIR', required: true, help: 'the folder of the build' }],
  options: [
    commonOptions.data,
    { name: 'app', value: 'ID', required: true, help: 'the app' },
    { name: 'release', value: 'R', required: true, help: 'the release, as the app names it' },
    { name: 'without-sources', help: 'leave out the text of the sources: places and names are shown alone' },
    commonOptions.json,
  ],
  examples: ['reseal sourcemaps upload --app portal --release 1.4.0 dist'],
  run: runUpload,
}

async function runUpload(input: CommandInput, context: CommandContext): Promise<number> {
  const [app, release, dir] = [input.text('app') ?? '', readRelease(input), input.positionals[0] ?? '']
  const folder = resolve(context.cwd, dir)
  const files = await listMaps(folder, dir)
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  const progress = createProgress(context.stderr)
  try {
    if (!(await createAppRepository(access.open('owner')).findById(app))) {
      throw new CliError('not_found', `There is no app "${app}"; see: reseal app list`)
    }
    const found: FoundMap[] = []
    for (const file of files) {
      progress.update(`reading map ${found.length + 1} of ${files.length}`)
      found.push(await readMap(folder, file, !input.has('without-sources')))
    }
    progress.clear()
    const reply = await uploadMaps({ config, access, app, release }, found)
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : `${describe(reply).join('\n')}\n`,
    )
    return 0
  } finally {
    progress.clear()
    await access.stop()
  }
}

function readRelease(input: CommandInput): string {
  const release = input.text('release') ?? ''
  if (/^[\w.:@/+-]{1,64}$/.test(release)) return release
  throw new CliError(
    'usage',
    '--release is what the app names in init({ release }): up to 64 letters, digits and . : @ / + _ -',
  )
}

function describe({ app, release, added, replaced, same, unnamed, droppedReleases }: Upload): string[] {
  return [
    `release ${release} of ${app}: ${added} maps added, ${replaced} replaced, ${same} there already`,
    ...(unnamed.length === 0
      ? []
      : [
          `without the hash of their content in their name, not found by recorded places: ${unnamed.join(', ')}`,
        ]),
    ...(droppedReleases.length === 0 ? [] : [`no longer kept: ${droppedReleases.join(', ')}`]),
  ]
}
