// IndexedDB as promises, as far as the queue needs it: 40 lines instead of a dependency of 3 kB.

/** Resolves with a request's result. */
export function requestResult<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Resolves when a transaction is durable as far as it asked, rejects when it is aborted. */
export function transactionDone(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

/** Opens a database of version 1; `createStores` runs when there is none yet. */
export async function openDatabase(
  name: string,
  createStores: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => createStores(request.result)
  const database = await requestResult(request)
  // Another tab deletes the database or brings a later version: do not stand in its way.
  database.onversionchange = () => database.close()
  return database
}

/**
 * Calls `visit` with each value of a range in key order until it returns false.
 *
 * Values come one by one, so that a bound on bytes holds in memory too.
 */
export function visitRange<Value>(
  store: IDBObjectStore,
  range: IDBKeyRange,
  visit: (value: Value) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = store.openCursor(range)
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor !== null && visit(cursor.value as Value)) cursor.continue()
      else resolve()
    }
  })
}
