/** Saved blog pages, as plain text and as HTML: one door for both. */
export { readSavedHtml } from './saved-html.js';
export { readSavedText } from './saved-text.js';
export type { SavedPage, SavedThread } from './saved-thread.js';
