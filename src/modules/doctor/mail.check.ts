import type { MailConfig } from '../config/config.js';
import { optionsOf } from '../mail/postman.js';
import { failed, type Finding, ok } from './finding.js';

const ANSWER_MS = 10_000;

/** Whether the mail server lets us in; nothing is sent. */
export async function checkMail(mail: MailConfig | null): Promise<Finding> {
  if (mail === null) return ok('mail', 'No mail is sent: SMTP_URL is not set.');
  const { createTransport } = await import('nodemailer');
  const limits = { connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: ANSWER_MS };
  const transport = createTransport({ ...optionsOf(mail), auth: mail.auth ?? undefined, ...limits });
  try {
    await transport.verify();
    return ok('mail', `${mail.host} lets us in. \`hustings mail test ADDRESS\` shows whether it passes mail on.`);
  } catch (error) {
    return failed(
      'mail',
      `${mail.host}, port ${mail.port}, does not let us in (${(error as Error).message}). Check SMTP_URL, and that this machine may reach that port.`,
    );
  } finally {
    transport.close();
  }
}
