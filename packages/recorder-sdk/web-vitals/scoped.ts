// The entry of dist/web-vitals.js.
export { createWebVitals } from '#web-vitals'
