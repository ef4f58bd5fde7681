// Variables named RESEAL_…: a document names none that means nothing, and each setting is named by some document.

const variable = /\bRESEAL_[A-Z0-9_]*(?:\*|[A-Z0-9])/g
// How tests, benches and scripts read theirs.
const reading = /\benv(?:\.|\[')(RESEAL_[A-Z0-9_]+)/g

/** Names that the text of a program reads from its environment. */
export function variablesRead(source) {
  return Array.from(source.matchAll(reading), ([, name]) => name)
}

function namesOf({ markdown }) {
  const lines = [...markdown.prose, ...markdown.blocks.flatMap((block) => block.lines)]
  return lines.flatMap(({ line, text }) => Array.from(text.matchAll(variable), ([name]) => ({ line, name })))
}

/** Problems of the variables that a document names; `known` are all that mean something. */
export function checkVariables(document, known) {
  return namesOf(document)
    .filter(({ name }) =>
      name.endsWith('*') ? ![...known].some((each) => each.startsWith(name.slice(0, -1))) : !known.has(name),
    )
    .map(({ line, name }) => ({ line, text: `${name} is no setting` }))
}

/** Settings that no document names. One with `_FILE` behind another is said with that one, in the words "with `_FILE` behind". */
export function undocumentedSettings(documents, settings) {
  const named = new Set(documents.flatMap(namesOf).map(({ name }) => name))
  const saysFiles = documents.some(({ markdown }) =>
    markdown.prose.some(({ text }) => /`_FILE` behind/.test(text)),
  )
  const known = new Set(settings)
  return settings.filter((name) => {
    if (named.has(name)) return false
    const base = name.replace(/_FILE$/, '')
    return !(saysFiles && base !== name && known.has(base) && named.has(base))
  })
}
