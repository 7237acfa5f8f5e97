import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { AccountLinksApi } from './account-links.api.js';
import { AccountLinks } from './account-links.js';
import { AccountsApi } from './accounts.api.js';
import { Accounts } from './accounts.service.js';
import { ActorMiddleware } from './actor.middleware.js';
import { ApiTokens } from './api-tokens.js';
import { AuditApi } from './audit.api.js';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditQuery } from './audit.query.js';
import { Audit } from './audit.js';
import { JoinController } from './join.controller.js';
import { LoginController } from './login.controller.js';
import { LoginLimits } from './login-limits.js';
import { OpenIdController } from './open-id.controller.js';
import { OpenId } from './open-id.js';
import { ResetController } from './reset.controller.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';
import { SettingsApi } from './settings.api.js';
import { SettingsController } from './settings.controller.js';
import { SetupController } from './setup.controller.js';
import { SignIn } from './sign-in.js';
import { UsersController } from './users.controller.js';

const SERVICES = [Accounts, AccountLinks, ApiTokens, Audit, LoginLimits, OpenId, SecondFactor, Sessions, SignIn];

/** Who somebody is. What they may do is decided in `pages/access.ts`. */
@Global()
@Module({
  controllers: [
    LoginController,
    OpenIdController,
    JoinController,
    SetupController,
    ResetController,
    AccountController,
    UsersController,
    AuditController,
    SettingsController,
    AccountsApi,
    AccountLinksApi,
    AuditApi,
    SettingsApi,
  ],
  providers: [...SERVICES, ActorMiddleware, AuditQuery, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }],
  exports: SERVICES,
})
export class AccountsModule {}
