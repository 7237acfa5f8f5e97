import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { loginView } from './account-pages.view.js';
import { safeNext } from './account.form.js';
import { OpenId } from './open-id.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

const AWAY = 'The provider does not answer. Try again in some minutes, or sign in with a password.';
const LOST = 'This sign-in was begun in another browser, or too long ago. Begin again.';

/** To the OpenID provider, and back from it. */
@Controller('login/openid')
@Allowed('anyone')
export class OpenIdController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly openId: OpenId,
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  async begin(@Query() said: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.insist();
    const begun = await this.openId.begin(safeNext(typedText(said, 'next')));
    if (!begun) return this.refuse(response.status(503), AWAY);
    request.session.openid = begun.errand;
    await this.sessions.save(request);
    response.redirect(303, begun.url.href);
  }

  @Get('callback')
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.insist();
    const errand = request.session.openid;
    if (!errand) return this.refuse(response.status(400), LOST);
    // Good for one return only.
    delete request.session.openid;
    const { search } = new URL(request.originalUrl, this.config.baseUrl);
    const arrival = await this.openId.finish(search, errand);
    if (arrival.kind === 'refused') return this.refuse(response.status(403), arrival.message);
    const result = await this.signIn.withFirstFactor(request, response, arrival.account, errand.next);
    response.redirect(303, result.kind === 'second-factor' ? '/login/code' : safeNext(errand.next));
  }

  private insist(): void {
    if (!this.openId.isOn) throw new PageNotFound('Nobody signs in elsewhere here.', [{ href: '/login', label: 'Sign in' }]);
  }

  private refuse(response: Response, trouble: string): void {
    const view = loginView({
      address: '',
      next: '/',
      trouble,
      provider: this.config.openid?.name ?? null,
      hasMail: this.config.mail !== null,
    });
    response.type('html').send(this.pages.render('form-page', view));
  }
}
