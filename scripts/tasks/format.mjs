// npm run format: write every file in the project's format.
import { program, run } from '../steps.mjs'

process.exitCode = await run(program('biome'), ['check', '--write', '.'])
