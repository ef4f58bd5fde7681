// Searches that a person shares with everyone who sees an app's sessions.

/** The app that a search is shared in. */
export const sharedSearches = `
ALTER TABLE saved_searches ADD shared_app text;
CREATE INDEX saved_searches_by_app ON saved_searches (shared_app, created_at) WHERE shared_app IS NOT NULL;
`
