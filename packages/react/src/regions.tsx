// Regions whose level the markup asks for: `data-reseal` (SPEC ). Usable in server components: no state, no effect.
import { type ComponentPropsWithoutRef, createElement, type ElementType, type ReactElement } from 'react'

/** Props of a region: those of the element that it is, and `as`, which says what element that is. */
export type RegionProps<Element extends ElementType> = {
  /**
   * The element or component to render in place of a `<div>`: no wrapper then. A component has to pass `data-reseal`
   * on to its element, or nothing is closed.
   */
  readonly as?: Element | undefined
} & Omit<ComponentPropsWithoutRef<Element>, 'as' | 'data-reseal'>

type Level = 'block' | 'mask' | 'allow'

function region(
  level: Level,
  { as, ...props }: RegionProps<ElementType>,
  wrapperStyle?: object,
): ReactElement {
  const isWrapper = as === undefined
  return createElement(as ?? 'div', {
    ...(isWrapper && wrapperStyle !== undefined && { style: wrapperStyle }),
    ...props,
    // Last: no prop may loosen what the component's name promises.
    'data-reseal': level,
  })
}

// A mask or an allow is inherited from any ancestor, so the wrapper need not take part in the layout.
const noBox = { display: 'contents' }

/**
 * Leaves what is inside out of the recording: a replay shows an empty box of its size. Without `as` it is a plain
 * `<div>`, not `display: contents`, because the box that stands in its place needs a size.
 *
 * Known to the recorder before the first snapshot, whatever the rules allow: markup can always tighten.
 */
export function Block<Element extends ElementType = 'div'>(props: RegionProps<Element>): ReactElement {
  return region('block', props as RegionProps<ElementType>)
}

/**
 * Masks the text inside, whatever the rules allow there. Without `as` it is a `<div>` with `display: contents`, which
 * has no box of its own; where only certain children may stand (`<tbody>`, `<select>`, `<ul>`), say `as`.
 */
export function Mask<Element extends ElementType = 'div'>(props: RegionProps<Element>): ReactElement {
  return region('mask', props as RegionProps<ElementType>, noBox)
}

/**
 * Asks that the text inside be readable, and is heard only where a `trust` rule of the rule set matches an *ancestor*:
 *
 * ```tsx
 * const rules = defineRules({ trust: [{ id: 'app-shell', selector: '#shell' }] })
 * // inside <div id="shell">
 * <Allow as="h1">Appointments</Allow>
 * ```
 *
 * Anywhere else it is a `<div>` that changes nothing: markup may come from a person (a comment, a letter, an imported
 * form) and must not unmask itself. So let the trusted container hold what your own templates render, and wrap
 * user-made markup inside it in `<Mask>`. What is allowed still passes the detectors, a mask or block around or inside
 * wins, and fields stay closed (`opens` of an `allow` rule is the only way to open those).
 */
export function Allow<Element extends ElementType = 'div'>(props: RegionProps<Element>): ReactElement {
  return region('allow', props as RegionProps<ElementType>, noBox)
}
