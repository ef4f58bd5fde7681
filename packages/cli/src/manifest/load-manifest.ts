// Reads a manifest that a person names: a file, or the file as it is at a git ref.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import {
  emptyManifest,
  type Manifest,
  ManifestError,
  type ManifestErrorCode,
  parseManifest,
} from '@reseal/build'
import { CliError } from '../cli-error.ts'

/** The manifest's name at an app's root. */
export const defaultManifest = 'reseal.manifest.json'

/** What stands before the name of a git ref. */
export const gitPrefix = 'git:'

const run = promisify(execFile)
// A manifest of a hundred thousand texts.
const maxManifestBytes = 64 * 1024 * 1024

const advice: Readonly<Record<ManifestErrorCode, string>> = {
  not_json: 'It is not JSON: a comma too many or too few? A build of the app writes it anew once it is gone.',
  merge_conflict:
    'A merge is unfinished: keep the lines of both sides, one entry a line, then build the app.',
  not_an_object: 'An object belongs here.',
  unknown_field: 'An entry has text, decision, withheld and from; the file has version and texts.',
  bad_version: 'This release of reseal reads version 1.',
  not_a_list: 'A list belongs here.',
  bad_text: 'A text is as the build wrote it; change the template, not the manifest.',
  duplicate_text: 'The text has two entries, as after a merge: keep one.',
  bad_decision: 'A decision is "pending", "allow" or "deny".',
  bad_withheld: 'The reason is as the build wrote it.',
  bad_from: 'The places are as the build wrote them.',
}

/**
 * Loads a manifest file.
 *
 * @throws CliError 'usage' when there is none, or what there is is not a manifest.
 */
export async function loadManifest(path: string, cwd: string): Promise<Manifest> {
  const source = await readFile(resolve(cwd, path), 'utf8').catch((cause: unknown) => {
    throw new CliError(
      'usage',
      `${path} cannot be read. Name the manifest of an app; a build with @reseal/build writes it.`,
      { cause },
    )
  })
  return parse(source, path)
}

/**
 * Loads the manifest as it is at a git ref. Where the ref does not have the file yet, it is empty.
 *
 * @throws CliError 'usage' when git does not know the ref, or what there is is not a manifest.
 */
export async function loadManifestAt(ref: string, path: string, cwd: string): Promise<Manifest> {
  const file = resolve(cwd, path)
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', dirname(file), ...words], { maxBuffer: maxManifestBytes })).stdout
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch(
    (cause: unknown) => {
      throw new CliError(
        'usage',
        `git does not know ${ref} where ${path} lies. A shallow clone may lack it: git fetch origin ${ref}`,
        { cause },
      )
    },
  )
  const name = basename(file)
  const isThere = (await git('ls-tree', '--name-only', commit.trim(), '--', name)).trim() !== ''
  if (!isThere) return emptyManifest
  return parse(await git('show', `${commit.trim()}:./${name}`), `${path} at ${ref}`)
}

function parse(source: string, shown: string): Manifest {
  try {
    return parseManifest(source)
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause
    throw new CliError(
      'usage',
      `${shown} is not a manifest, at ${cause.place}: ${cause.code.replaceAll('_', ' ')}. ${advice[cause.code]}`,
      { cause },
    )
  }
}
