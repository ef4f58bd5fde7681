// npm run walkthroughs [-- bug …]: meets the planted bugs of clinic-intake in the whole product and takes the pictures of
// docs/walkthroughs.
import { buildWorkspaces } from '../build-workspaces.mjs'

const built = await buildWorkspaces()
if (built !== 0) process.exit(built)
const { takePictures } = await import('../../tests/walkthroughs/take-pictures.ts')
await takePictures(process.argv.slice(2))
