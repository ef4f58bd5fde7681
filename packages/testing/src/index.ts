export { freshSeed } from './canaries/random.ts'
