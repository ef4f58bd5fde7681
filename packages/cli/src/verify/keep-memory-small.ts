// Imported first by a process that only verifies: batches of many segments make much garbage at once, and V8 would rather take the
// room for it than collect it (measured: 240 against 200 MiB, at the same speed).
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=30')
