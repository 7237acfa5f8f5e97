export type Check = 'settings' | 'database' | 'queue' | 'clock' | 'disk' | 'network' | 'mail';

/** What came of one look. `warning`: it works, and somebody should know. The message says what to do, where there is something to do. */
export interface Finding {
  check: Check;
  state: 'ok' | 'warning' | 'failed';
  message: string;
}

export function ok(check: Check, message: string): Finding {
  return { check, state: 'ok', message };
}

export function warning(check: Check, message: string): Finding {
  return { check, state: 'warning', message };
}

export function failed(check: Check, message: string): Finding {
  return { check, state: 'failed', message };
}
