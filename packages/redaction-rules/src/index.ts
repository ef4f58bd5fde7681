export { canonicalRules, ruleFingerprint } from './canonical-rules.ts'
export { compilePattern, hasIdentifier } from './detectors/light.ts'
export type { Level } from './level.ts'
export { fieldMask, isMaskedText } from './mask-text.ts'
export type { JsonObject, JsonValue, RecordedEvent } from './recorded-event.ts'
export { RedactionError } from './redaction-error.ts'
export type { ElementBox, RedactorOptions, Ruling, Vocabulary } from './redaction-options.ts'
export type { Redactor } from './redactor.ts'
export { createRedactor, maskedHref } from './redactor.ts'
export type {
  AllowRule,
  AttributeRule,
  MessageRule,
  Opening,
  PatternRule,
  Rule,
  RuleSet,
  RuleSetInput,
  TextAttribute,
  UrlRule,
} from './rule-set.ts'
export { defaultRules, defineRules, parseRuleSet } from './rule-set.ts'
export type { RulesErrorCode } from './rules-error.ts'
export { RulesError } from './rules-error.ts'
export type { ConsoleArgument, ConsolePayload } from './signals/console.ts'
export type { ErrorPayload, StackFrame } from './signals/error.ts'
export type { GapPayload, GapReason } from './signals/gap.ts'
export type { RulesPayload } from './signals/redact-signal.ts'
export { signalPlugin } from './signals/redact-signal.ts'
export type { ShapeBox } from './svg-geometry.ts'
export { passesWords } from './words.ts'
