// Kinds of columns that many tables have.
import type { ColumnType } from 'kysely'

/** May be left out of an insert. */
export type WithDefault<T> = ColumnType<T, T | undefined, T>

/** Bytes on a buffer of their own. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Bytes come back on a buffer of their own kind; any view may go in. */
export type BytesColumn = ColumnType<Bytes, Uint8Array, Uint8Array>

/** The same, or null. */
export type NullableBytesColumn = ColumnType<Bytes | null, Uint8Array | null | undefined, Uint8Array | null>
