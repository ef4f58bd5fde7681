// Where a command's result goes: standard output, or a new file that only its owner can read.
import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from './command.ts'

/** A place to write a result to, piece by piece. */
export interface ResultOutput {
  write(text: string): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the output.
 * @throws CliError 'usage' when the file exists or cannot be made
 */
export async function openOutput(file: string | undefined, context: CommandContext): Promise<ResultOutput> {
  if (file === undefined) return { write: (text) => context.stdout.write(text), close: async () => {} }
  let handle: FileHandle
  try {
    handle = await open(resolve(context.cwd, file), 'wx', 0o600)
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const advice = exists
      ? `${file} exists and is not overwritten; choose another file.`
      : `${file} cannot be written.`
    throw new CliError('usage', advice, { cause })
  }
  return {
    write: async (text) => {
      await handle.writeFile(text)
    },
    close: () => handle.close(),
  }
}
