// reseal rules diff: what becomes readable when one rule set gives way to another.
import type { RuleSet } from '@reseal/redaction-rules'
import { diffRules, type RuleChange } from '@reseal/redaction-rules/rules-diff'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { loadRules, rulesArgument } from '../rules/load-rules.ts'

/** `reseal rules diff` */
export const rulesDiffCommand: Command = {
  name: 'rules diff',
  summary: 'Say what becomes readable when one rule set gives way to another.',
  details: [
    'Compares what the two rule sets show, not how they are written: rules that were split, renamed or reordered without effect are set apart. Selectors are compared as text; where that does not tell, a change is listed as both readable and masked. Exit status: 0 nothing becomes readable, 1 something does, 2 one of them is not a rule set.',
    'A module is run to get at its rules: name only files of your own.',
  ],
  positionals: [
    { name: 'before', required: true, help: rulesArgument },
    { name: 'after', required: true, help: 'the same' },
  ],
  options: [commonOptions.json],
  examples: [
    'reseal rules diff rules.json rules.next.json',
    'reseal rules diff preset:readable src/rules.js#clinicRules',
  ],
  run: runRulesDiff,
}

async function runRulesDiff(input: CommandInput, context: CommandContext): Promise<number> {
  const [before = '', after = ''] = input.positionals
  const a = await loadRules(before, context.cwd)
  const b = await loadRules(after, context.cwd)
  const diff = diffRules(a, b)
  const text = input.has('json')
    ? `${JSON.stringify({ before: a.version, after: b.version, ...diff }, undefined, 2)}\n`
    : [
        formatVersions(a, b),
        formatChanges('becomes readable', diff.readable),
        formatChanges('becomes masked', diff.masked),
        formatChanges('shows the same', diff.same),
      ].join('')
  await context.stdout.write(text)
  return diff.readable.length === 0 ? 0 : 1
}

function formatVersions(a: RuleSet, b: RuleSet): string {
  return `${a.version} to ${b.version}\n`
}

function formatChanges(title: string, changes: readonly RuleChange[]): string {
  if (changes.length === 0) return `${title}: nothing\n`
  const lines = changes.map(({ list, id, reason }) => `  ${list} ${id}: ${reason}\n`)
  return `${title}:\n${lines.join('')}`
}
