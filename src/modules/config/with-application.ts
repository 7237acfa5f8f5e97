import type { INestApplicationContext } from '@nestjs/common';

/** Opens what a command needs to do its one thing. */
export type OpenApplication = () => Promise<INestApplicationContext>;

/** Does the work of a command, and closes what was opened for it however that ends. */
export async function withApplication<Result>(
  open: OpenApplication,
  work: (app: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const app = await open();
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
