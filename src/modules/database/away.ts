/** Codes of the network, of PostgreSQL (classes 08, 53 and 57, a server that takes no writes, and a database that is being replaced) and of SQLite that pass by themselves. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08...|25006|53...|57P0.|3D000|SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL|READONLY).*)$/;
/** What the driver of PostgreSQL says without a code. */
const AWAY_WORDS = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error means that the database cannot be reached or written for the moment, so that there is nothing to mend in the program. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message, errors, driverError } = (error ?? {}) as Partial<Record<'code' | 'message' | 'errors' | 'driverError', unknown>>;
  if (driverError !== undefined) return isDatabaseAway(driverError);
  // One for each address of a host.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isDatabaseAway);
  return AWAY.test(String(code)) || AWAY_WORDS.test(String(message));
}

const FULL = /^(53100|SQLITE_FULL.*)$/;
const BUSY = /^SQLITE_(BUSY|LOCKED).*$/;
/** 25006: a server that stands by, or was told to take no writes. */
const READ_ONLY = /^(25006|SQLITE_READONLY.*)$/;

/** Whether another connection keeps this file of SQLite to itself. */
export function isBusy(error: unknown): boolean {
  return BUSY.test(codeOf(error));
}

/** What is to be said to whoever wanted something of it. */
export function awaySentence(error: unknown): string {
  const code = codeOf(error);
  if (FULL.test(code)) return 'The disk of the database is full, so nothing can be stored until there is room. What is there can be read.';
  if (READ_ONLY.test(code)) return 'The database takes nothing new for the moment. What is there can be read.';
  if (isBusy(error)) return 'Another process keeps the database to itself for the moment. Nothing is lost.';
  return 'The database is out of reach for the moment. Nothing is lost.';
}

function codeOf(error: unknown): string {
  const { code, driverError } = (error ?? {}) as Partial<Record<'code' | 'driverError', unknown>>;
  return driverError === undefined ? String(code) : codeOf(driverError);
}
