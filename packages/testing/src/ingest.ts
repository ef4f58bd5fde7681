// Entry `@reseal/testing/ingest`: an ingest in memory with throw-away keys, for tests of whoever sends parcels.
export {
  type IngestAnswer,
  type Misbehaviour,
  type RecordedLike,
  startTestIngest,
  type TakenRequest,
  type TakenStream,
  type TestIngest,
} from './ingest/test-ingest.ts'
