// Turns the database driver's errors into typed ones, for every method of a repository at once.
import { guardDatabase } from '@reseal/store'

type Methods<Repository> = { readonly [Name in keyof Repository]: (...given: never[]) => Promise<unknown> }

/** The same repository; what its methods throw is a StoreError. */
export function guardRepository<Repository extends Methods<Repository>>(repository: Repository): Repository {
  const guarded = Object.entries(repository).map(([name, method]) => [
    name,
    (...given: never[]) => guardDatabase(() => (method as (...given: never[]) => Promise<unknown>)(...given)),
  ])
  return Object.fromEntries(guarded) as Repository
}
