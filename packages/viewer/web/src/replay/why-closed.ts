// Why something in the replay cannot be read, as far as its recording tells, and a change of the rules that would open it.
import type { ProbedThing } from '../../../replay-frame/src/frame-messages.ts'

/** What is said of a thing that cannot be read. */
export interface Reasons {
  readonly sentences: readonly string[]
  /** The change to file; nothing where no rule can open it. */
  readonly snippet?: string
}

/** The reasons; undefined for what can be read. */
export function reasonsOf(thing: ProbedThing): Reasons | undefined {
  switch (thing.kind) {
    case 'masked':
      return masked(thing)
    case 'field':
      return thing.origin === undefined ? field(thing) : undefined
    case 'blocked':
      return blocked(thing)
    default:
      return undefined
  }
}

const media: ReadonlySet<string> = new Set(['img', 'video', 'audio', 'canvas', 'object', 'embed'])

function masked(thing: ProbedThing): Reasons {
  const { allow = [], mask = [] } = thing.inForce ?? {}
  return {
    sentences: [
      'Masked by default: a text shows only where it stands in the app’s source code or a rule opens it.',
      allow.length === 0
        ? 'No rule that opens texts was in force, as far as the recording names them.'
        : `In force, and none of them opens this: ${listed(allow)}.`,
      ...(mask.length === 0
        ? []
        : [`A rule may also have masked it, and the recording does not say which: ${listed(mask)}.`]),
    ],
    snippet: snippetOf(thing, "['text']"),
  }
}

function field(thing: ProbedThing): Reasons {
  const { allow = [] } = thing.inForce ?? {}
  return {
    sentences: [
      'Not recorded by default: what is typed or chosen is a person’s, and a bar of one width stands for it.',
      ...(allow.length === 0 ? [] : [`In force, and none of them opens this: ${listed(allow)}.`]),
    ],
    snippet: snippetOf(thing, thing.element === 'select' ? "['options']" : "['inputs']"),
  }
}

function blocked(thing: ProbedThing): Reasons {
  if (media.has(thing.element ?? ''))
    return {
      sentences: [
        'A box by default: pictures, video, sound and canvases are not recorded, and no rule opens them.',
      ],
    }
  const { block = [] } = thing.inForce ?? {}
  return {
    sentences: [
      block.length === 0
        ? 'Blocked by the page itself: its markup has data-reseal="block" here.'
        : `Blocked by data-reseal="block" in the markup or by a rule, and the recording does not say which: ${listed(block)}.`,
    ],
  }
}

const mostListed = 6

function listed(names: readonly string[]): string {
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : ''
  return names.slice(0, mostListed).join(', ') + more
}

// Classes and ids are tokens in a recording, so the selector is made of elements, and a person has to make it exact.
function snippetOf({ within = [], element }: ProbedThing, opens: string): string {
  const path = [...within, ...(element === undefined ? [] : [element])].filter((name) =>
    /^[a-z][a-z0-9]*$/.test(name),
  )
  const selector = path.length === 0 ? 'p' : path.slice(-3).join(' > ')
  return [
    '// Classes and ids are not recorded as they are:',
    '// make the selector exact, and match nobody’s data.',
    'defineRules({',
    '  allow: [',
    '    {',
    "      id: 'a-name-for-it',",
    `      selector: '${selector}',`,
    `      opens: ${opens},`,
    '    },',
    '  ],',
    '})',
  ].join('\n')
}
