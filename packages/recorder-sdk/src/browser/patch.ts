// Replaces functions of the page's environment so that they can be put back exactly (a stop that stops).

/**
 * Puts functions in the place of those of the same names, with the attributes that the properties had. Returns what puts the
 * originals back; one that someone has wrapped since stays, and has to be inert. What is not there, or is frozen by the
 * page, is left alone.
 */
export function patch<Target extends object>(target: Target, functions: Partial<Target>): () => void {
  const undo = (Object.keys(functions) as (keyof Target & string)[]).map((name) => {
    const value = functions[name]
    const descriptor = Object.getOwnPropertyDescriptor(target, name)
    const isOurs =
      typeof descriptor?.value === 'function' &&
      Reflect.defineProperty(target, name, { ...descriptor, value })
    return () => {
      if (isOurs && target[name] === value) Reflect.defineProperty(target, name, descriptor)
    }
  })
  return () => {
    for (const end of undo) end()
  }
}

/**
 * Observes what a constructor makes. Its statics, `instanceof`, `constructor` and classes that extend it are as before.
 */
export function patchConstructor<Name extends 'WebSocket' | 'EventSource'>(
  name: Name,
  onMade: (made: InstanceType<(typeof globalThis)[Name]>, url: string | URL) => void,
): () => void {
  const original = globalThis[name] as typeof WebSocket | undefined
  if (original === undefined) return () => {}
  const observed = new Proxy(original, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget) as InstanceType<(typeof globalThis)[Name]>
      try {
        onMade(made, args[0] as string | URL)
      } catch {
        // What cannot be observed is the page's all the same.
      }
      return made
    },
  })
  const undo = patch(
    globalThis as typeof globalThis & Record<Name, typeof WebSocket>,
    { [name]: observed } as never,
  )
  const undoOwn = patch(original.prototype as object, { constructor: observed })
  return () => {
    undo()
    undoOwn()
  }
}
