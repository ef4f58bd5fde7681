export { canonicalRules, ruleFingerprint } from './canonical-rules.ts'
export { compilePattern, hasIdentifier } from './detectors/light.ts'
export type { Level } from './level.ts'
export { fieldMask, isMaskedText } from './mask-text.ts'
export { redactAddress } from './page-address.ts'
export type { JsonObject, JsonValue, RecordedEvent } from './recorded-event.ts'
export { RedactionError } from './redaction-error.ts'
export type { ElementBox, RedactorOptions, Ruling, Vocabulary } from './redaction-options.ts'
export type { Redactor } from './redactor.ts'
export { createRedactor, maskedHref } from './redactor.ts'
export type {
  AllowRule,
  AttributeRule,
  EventRule,
  FieldMark,
  MessageRule,
  NetworkMethod,
  NetworkPart,
  NetworkRule,
  Opening,
  PatternRule,
  Rule,
  RuleSet,
  RuleSetInput,
  TagRule,
  UrlRule,
  ValueKind,
} from './rule-set.ts'
export { defaultRules, defineRules, parseRuleSet } from './rule-set.ts'
export type { RulesErrorCode } from './rules-error.ts'
export { RulesError } from './rules-error.ts'
export { type ClickPayload, redactClick } from './signals/click.ts'
export type { ConsoleArgument, ConsolePayload } from './signals/console.ts'
export type { ConsentPayload, ContextPayload } from './signals/context.ts'
export type { DeclaredValue, EventPayload, TagPayload } from './signals/declared.ts'
export { declaredEvent, declaredTag } from './signals/declared.ts'
export type { ErrorCause, ErrorDescription, ErrorPayload, StackFrame } from './signals/error.ts'
export { type FieldPayload, fieldMarks, redactField } from './signals/field.ts'
export type { GapPayload, GapReason } from './signals/gap.ts'
export type { IdentityPayload } from './signals/identity.ts'
export { isOpaqueId } from './signals/identity.ts'
export type { LateSignal, LateSignals } from './signals/late-signal.ts'
export type {
  DeclaredValues,
  NavigationPayload,
  NetworkPayload,
  NetworkPlace,
  RequestTarget,
  ResourcePayload,
  SocketPayload,
} from './signals/network.ts'
export { addressForm, findNetworkRule } from './signals/network.ts'
export type { RulesPayload } from './signals/redact-signal.ts'
export { signalPlugin } from './signals/redact-signal.ts'
export { declaredRoute, type RoutePayload } from './signals/route.ts'
export { scriptNumber } from './signals/script-number.ts'
export { redactTask, type TaskPayload, type TaskScript } from './signals/task.ts'
export { redactNavigation, redactResource, redactSocket } from './signals/transfer.ts'
export { redactVital, type VitalPayload } from './signals/vital.ts'
export type { ShapeBox } from './svg-geometry.ts'
export { type TextAttribute, textAttributes } from './text-attributes.ts'
export { passesWords } from './words.ts'
