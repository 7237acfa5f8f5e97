/** Codes of the network, of PostgreSQL (classes 08, 53 and 57, and a database that is being replaced) and of SQLite that pass by themselves. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08...|53...|57P0.|3D000|SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL).*)$/;
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
