// Stands in for @medplum/core in the build that shows other labels: what it makes of the names of a schema's fields is another text.
import { getPathDisplayName as ofPath, getPropertyDisplayName as ofProperty } from '@medplum/core'
import { markText } from './mark-data.ts'

export * from '@medplum/core'

/** The label of a path, another one. */
export const getPathDisplayName: typeof ofPath = (path) => markText(ofPath(path))

/** The label of a property, another one. */
export const getPropertyDisplayName: typeof ofProperty = (property) => markText(ofProperty(property))
