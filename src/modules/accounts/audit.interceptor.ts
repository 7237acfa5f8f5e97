import {
  type BeforeApplicationShutdown,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, mergeMap, type Observable } from 'rxjs';
import { actorOf } from '../pages/access.js';
import { Audit, type Deed } from './audit.js';

/** Whatever somebody sends who is known, and that may change something, is written down. No route can forget it. */
@Injectable()
export class AuditInterceptor implements NestInterceptor, BeforeApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly ending = new Set<Promise<void>>();

  constructor(private readonly audit: Audit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const actor = actorOf(request);
    if (actor.kind === 'nobody' || ['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next.handle();
    const deed: Deed = {
      accountId: actor.kind === 'account' ? actor.id : null,
      actor: actor.name,
      means: actor.kind === 'account' ? actor.by : 'machine',
      action: `${request.method} ${(request.route as { path: string }).path}`,
      target: request.path.slice(0, 500),
      fields: request.body as unknown,
    };
    return from(this.audit.begin(deed)).pipe(
      mergeMap((id) => {
        response.once('finish', () => this.end(id, response.statusCode, request.body));
        return next.handle();
      }),
    );
  }

  /** What is answered is written down before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.ending);
  }

  private end(id: number, status: number, fields: unknown): void {
    const ended = this.audit
      .end(id, status, fields)
      // The deed stands already; that its outcome is not known is what is true then.
      .catch((error: unknown) => this.logger.error(`The outcome of deed ${id} was ${status}, and could not be written down`, error))
      .finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }
}
