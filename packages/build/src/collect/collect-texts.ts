// The static texts of one source, by the kind of its file (issue 5, Build 1).
import type { CollectedText } from '../collected-text.ts'
import { collectCatalogue } from './read-catalogue.ts'
import { readHtml } from './read-html.ts'
import { readVue } from './read-vue.ts'
import { readScript, type ScriptLanguage } from './script/read-script.ts'
import type { TemplateNode } from './template.ts'
import { textsOfTemplates } from './template-texts.ts'

/** Where a source stands. */
export interface CollectOptions {
  /** Relative to the app's root, with `/`; its ending says how it is read. */
  readonly file: string
}

// Compiled files may hold JSX as well; in TypeScript only `.tsx` may.
const languages: Readonly<Record<string, ScriptLanguage>> = {
  js: 'jsx',
  mjs: 'jsx',
  cjs: 'jsx',
  jsx: 'jsx',
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
}

/**
 * The static texts of one source, each once a kind: what stands literally in its templates as a child or in a text attribute. JSON is
 * read as a message catalogue. Files of other kinds have none.
 *
 * @throws BuildError `unreadable_source`, `vue_missing`, `bad_catalogue`
 */
export function collectTexts(source: string, { file }: CollectOptions): CollectedText[] {
  const ending = /\.(\w+)$/.exec(file)?.[1] ?? ''
  if (ending === 'json') return collectCatalogue(source, { file })
  return textsOfTemplates(templatesOf(source, ending, file), file)
}

function templatesOf(source: string, ending: string, file: string): TemplateNode[] {
  const language = languages[ending]
  if (language !== undefined)
    return ending.endsWith('x') || mayHoldTemplates(source) ? readScript(source, language, file) : []
  if (ending === 'vue') return readVue(source, file)
  return ending === 'html' || ending === 'htm' ? readHtml(source) : []
}

// Parsing every module of an app costs more than looking for the words without which there is no template.
function mayHoldTemplates(source: string): boolean {
  return /jsx|(?<!ocument\.)createElement|<\/|\/>/.test(source)
}
