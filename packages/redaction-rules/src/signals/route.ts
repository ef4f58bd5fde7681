// Route changes: what shows of an address is the text of a rule.

import { maskedHref, redactAddress } from '../page-address.ts'
import { asFields, field } from '../read.ts'
import type { RuleSet } from '../rule-set.ts'
import { type FieldRule, oneOf } from './signal-shape.ts'

/** Payload of `reseal/route`. */
export interface RoutePayload {
  /** Text of a `urls` rule, or `/…`. */
  readonly 'url.template': string
  /** How the page came there; `router` where the app's router says so. */
  readonly kind: 'load' | 'push' | 'replace' | 'pop' | 'hash' | 'router'
}

const kindOf = oneOf(/^(?:load|push|replace|pop|hash)$/, 'router')
const form = (path: string): string => path.replace(/\/:\w+/g, '/:')

/** The path of the `urls` rule that a template of the app's router equals, names of parameters aside. */
export function declaredRoute({ urls }: RuleSet, template: unknown): string | undefined {
  return typeof template === 'string'
    ? urls.find(({ path }) => form(path) === form(template))?.path
    : undefined
}

/** Redacts the payload of `reseal/route`: an `href`, or a `template` of the app's router. Dropped where no rule knows the template. */
export const redactRoute: FieldRule = (context, value, data) => {
  const payload = asFields(value) ?? {}
  const { urls } = context.options.rules
  const template = field(payload, 'template')
  const shown =
    typeof template === 'string'
      ? declaredRoute(context.options.rules, template)
      : redactAddress(field(payload, 'href'), urls) || maskedHref
  const kind = kindOf(context, field(payload, 'kind'), data)
  return shown === undefined || kind === undefined ? undefined : { 'url.template': shown, kind }
}
