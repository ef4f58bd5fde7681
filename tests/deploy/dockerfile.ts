// deploy/Dockerfile as stages of instructions, by a real parser.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast'

/** The repository. */
export const root: string = join(import.meta.dirname, '..', '..')

/** One instruction. */
export interface Step {
  readonly keyword: string
  /** Its words, flags and the brackets of JSON included. */
  readonly words: readonly string[]
}

/** What begins with FROM. */
export interface Stage {
  readonly image: string
  readonly name: string | undefined
  readonly steps: readonly Step[]
}

/** Parses the file. */
export async function readStages(): Promise<readonly Stage[]> {
  const text = await readFile(join(root, 'deploy/Dockerfile'), 'utf8')
  const stages: { image: string; name: string | undefined; steps: Step[] }[] = []
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const step = stepOf(instruction)
    if (step.keyword === 'FROM') {
      const [image = '', , name] = step.words
      stages.push({ image, name, steps: [] })
    } else {
      stages.at(-1)?.steps.push(step)
    }
  }
  return stages
}

function stepOf(instruction: Instruction): Step {
  const text = instruction.getArgumentsContent() ?? ''
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : []
  const ofFlags = flags.map((flag) => `--${flag.getName()}=${flag.getValue() ?? ''}`)
  return { keyword: instruction.getKeyword(), words: [...ofFlags, ...text.split(/\s+/u)] }
}

/** The words of an instruction in its exec form; throws where it is a shell's. */
export function execForm({ words }: Step): readonly string[] {
  const text = words.join(' ')
  const begin = text.indexOf('[')
  return JSON.parse(text.slice(begin === -1 ? 0 : begin)) as string[]
}

/** The flags of an instruction, such as `from` of COPY. */
export function flagOf({ words }: Step, name: string): string | undefined {
  return words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** Sources and target of COPY. */
export function copyOf(step: Step): { readonly sources: readonly string[]; readonly target: string } {
  const paths = step.words.filter((word) => !word.startsWith('--'))
  return { sources: paths.slice(0, -1), target: paths.at(-1) ?? '' }
}
