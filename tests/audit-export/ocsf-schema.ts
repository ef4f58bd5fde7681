// OCSF 1.8.0 as published, as far as we write it: `corpora/ocsf-schema.json`, which `extract-ocsf.mjs` took out of the project's
// definitions (Apache License 2.0, Copyright OCSF a Series of LF Projects, LLC).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What an attribute takes; a list of numbers is an enumeration. */
export type OcsfType =
  | 'string'
  | 'integer'
  | 'timestamp'
  | 'ip'
  | 'open'
  | readonly number[]
  | { readonly object: string }
  | { readonly list: OcsfType }

/** A class or an object. */
export interface OcsfShape {
  readonly required: readonly string[]
  readonly attributes: Readonly<Record<string, OcsfType>>
  readonly atLeastOne?: readonly string[]
}

/** Classes by `class_uid`, and the objects in them that we write, by name. */
export interface OcsfSchema {
  readonly version: string
  readonly classes: Readonly<Record<string, OcsfShape>>
  readonly objects: Readonly<Record<string, OcsfShape>>
}

/** Reads it. */
export async function readOcsfSchema(): Promise<OcsfSchema> {
  const text = await readFile(join(import.meta.dirname, 'corpora', 'ocsf-schema.json'), 'utf8')
  return JSON.parse(text) as OcsfSchema
}
