// The verifier as a library, and the command line as a function.
export type { LogName, Problem, ProblemKind, VerifyReport } from '@reseal/verifier'
export type { CommandContext, Output } from './command-line/command.ts'
export type { ReindexReport } from './reindex/format-report.ts'
export { runReseal } from './run.ts'
export { createDatabaseSource, withDatabaseSource } from './verify/database-source.ts'
export { createNodePlatform } from './verify/node-platform.ts'
export { createStoredFiles } from './verify/stored-sources.ts'
