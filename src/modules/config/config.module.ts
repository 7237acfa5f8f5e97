import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Config, readConfig } from './config.js';
import { SecretKey } from './secret-key.js';

/** The token for the settings: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('CONFIG');

@Global()
@Module({})
export class ConfigModule {
  static of(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SecretKey, useFactory: () => new SecretKey(config) },
      ],
      exports: [CONFIG, SecretKey],
    };
  }
}

/** The settings of this process. The one place that reads the environment. */
export function configFromEnvironment(): Config {
  return readConfig(process.env);
}
