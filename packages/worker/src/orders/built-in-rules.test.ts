// The store knows the recorder's own rule set by its hash alone; this is where the two meet.
import { createHash } from 'node:crypto'
import { canonicalRules } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { isBuiltInRuleSet } from '@reseal/store'
import { expect, test } from 'vitest'

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()

test('what is in force without rules is known everywhere; a preset that opens something is not', () => {
  expect(isBuiltInRuleSet(hashOf(canonicalRules(strict)))).toBe(true)
  expect(isBuiltInRuleSet(hashOf(canonicalRules(readable)))).toBe(false)
})
