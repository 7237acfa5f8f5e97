import { type Config, settings } from '../config/config.js';

/** A setting as an admin may see it. */
export interface SettingRow {
  name: string;
  /** In Markdown, of which only code is used. */
  meaning: string;
  /** Where it is set, that, without the password in it; else what holds then. Null where that is nothing, or is shown to nobody. */
  value: string | null;
  isSet: boolean;
  /** All of its value is a secret. */
  isSecret: boolean;
}

/** In the order of the README. */
export function settingRows({ given }: Config): SettingRow[] {
  return settings.map(({ name, default: usual, meaning, secret }) => {
    const [value, isSecret] = [given[name], secret === 'all'];
    return { name, meaning, value: (isSecret ? '' : (value ?? usual)) || null, isSet: value !== undefined, isSecret };
  });
}
