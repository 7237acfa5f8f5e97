/** PostgreSQL refuses a larger number with an error; nothing has it anyway. */
const ID_MAX = 2_147_483_647;

/** The number of a post as it stands in an address, or null for what cannot be one. */
export function parsePostId(text: string): number | null {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id > 0 && id <= ID_MAX ? id : null;
}
