// The one form that every kind of template is read into: elements, literal texts, and where one of several pieces shows.

/** An element, a component, or a fragment (without a name). */
export interface TemplateElement {
  readonly kind: 'element'
  /** Of an element its tag in lower case, of a component its name as written. */
  readonly name: string
  readonly isComponent: boolean
  /** What stands in the source; `undefined` where the value is an expression. */
  readonly attributes: ReadonlyMap<string, LiteralText | undefined>
  /** The source of what is not literal in its attributes: two elements that differ in it are not alternatives of one. */
  readonly expressions: string
  readonly children: readonly TemplateNode[]
}

/** A literal that ends as the whole of one text node or attribute. An object, so that one place is told from another. */
export interface LiteralText {
  readonly kind: 'text'
  readonly value: string
}

/** Several pieces of which one shows: the branches of a condition, the cases of a switch. */
export interface TemplateChoice {
  readonly kind: 'choice'
  readonly branches: readonly (readonly TemplateNode[])[]
}

/** A piece that shows or does not. */
export interface GuardedTemplate {
  readonly kind: 'guarded'
  /** What the condition asks about: `result` of `result === 'positive'` and of `!result`. */
  readonly subject: string
  readonly children: readonly TemplateNode[]
}

/** Something that is not known before the app runs. `isLiteral`: a string, but a branch of an expression. */
export interface TemplateHole {
  readonly kind: 'hole'
  readonly isLiteral: boolean
}

/** A piece of a template. */
export type TemplateNode = TemplateElement | LiteralText | TemplateChoice | GuardedTemplate | TemplateHole

/** A choice whose branches' own choices are its own: `a ? x : b ? y : z` has three branches. */
export function choiceOf(branches: readonly (readonly TemplateNode[])[]): TemplateNode[] {
  const flat = branches.flatMap((branch) => {
    const [only, ...rest] = branch
    return only?.kind === 'choice' && rest.length === 0 ? only.branches : [branch]
  })
  return flat.some((branch) => branch.some(({ kind }) => kind !== 'hole'))
    ? [{ kind: 'choice', branches: flat }]
    : []
}

/** A literal at its place. */
export function literal(value: string): LiteralText {
  return { kind: 'text', value }
}

/** A piece that shows or does not, by a condition. */
export function guarded(condition: string, children: readonly TemplateNode[]): GuardedTemplate {
  const subject = condition.replace(/^[!(\s]+/, '').replace(/[)\s]*(?:[!=]==?|[<>]=?)[^=].*$/s, '')
  return { kind: 'guarded', subject: subject.replace(/[)\s]+$/, ''), children }
}

/** The component that a tag with a hyphen names: custom elements and Vue's `text-field` go by the same rules as `TextField`. */
export function componentOfTag(tag: string): string {
  return tag.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The prop that an attribute in a template of markup sets: `helper-text` is `helperText`, `aria-label` stays. */
export function propOfAttribute(name: string): string {
  if (name.startsWith('aria-') || name.startsWith('data-')) return name
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
