import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Config, Role } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';

export type { Role };

/** What an account may do, each all that the one before may. */
export const ROLES = ['reader', 'analyst', 'admin'] as const satisfies Role[];

/**
 * Whom a route is for. anyone: the key is in the address, or there is nothing to see. reader: everybody on a public instance, accounts elsewhere.
 * account: whoever is signed in, about themselves.
 */
export type Access = 'anyone' | 'reader' | 'account' | 'analyst' | 'admin';

/** Who asks. `here`: whoever sits at the machine itself, as long as there are no accounts; they may do everything. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'here'; name: string; role: Role }
  | { kind: 'account'; id: number; name: string; role: Role; by: 'session' | 'token' };

const NOBODY: Actor = { kind: 'nobody' };

/** Stands on a controller, or on one of its handlers. What says nothing is for admins. */
export const Allowed = Reflector.createDecorator<Access>();

/** The one place that decides who may do what, for pages and API alike. */
export function mayDo(actor: Actor, access: Access, isPublic: boolean): boolean {
  if (access === 'anyone' || (access === 'reader' && isPublic)) return true;
  if (actor.kind === 'nobody') return false;
  if (access === 'account') return actor.kind === 'account';
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(access);
}

const actors = new WeakMap<Request, Actor>();

export function actorOf(request: Request): Actor {
  return actors.get(request) ?? NOBODY;
}

/** For whoever found out who asks, before the guard. */
export function nameActor(request: Request, actor: Actor): void {
  actors.set(request, actor);
}

/** Whether a page offers what only some may do. The reading itself is decided by the guard. */
export function maySee(request: Request, access: 'analyst' | 'admin'): boolean {
  return mayDo(actorOf(request), access, true);
}

/** Who asks, in the words of whoever looks later. */
export function nameOf(request: Request): string {
  const actor = actorOf(request);
  return actor.kind === 'nobody' ? 'nobody' : actor.name;
}

/** A token never changes its account: whoever found one could keep what it opens. */
export function refuseTokenOnItself(request: Request, accountId: number): void {
  const actor = actorOf(request);
  if (actor.kind === 'account' && actor.by === 'token' && actor.id === accountId)
    throw new ForbiddenException('A token does not change its account. Sign in for that.');
}

/** The name under which somebody edits, codes or decides: that of the account, which nobody types. Null where there are no accounts to go by. */
export function signatureOf(request: Request): string | null {
  const actor = actorOf(request);
  return actor.kind === 'account' ? actor.name : null;
}

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const actor = actorOf(context.switchToHttp().getRequest<Request>());
    const access = this.reflector.getAllAndOverride(Allowed, [context.getHandler(), context.getClass()]) ?? 'admin';
    if (mayDo(actor, access, this.config.readerAccess === 'public')) return true;
    if (actor.kind !== 'account')
      throw new UnauthorizedException('Sign in first. If you were signed in, that has ended meanwhile; what you typed was not saved.');
    throw new ForbiddenException(sentenceFor(actor, access));
  }
}

function sentenceFor({ name, role }: { name: string; role: Role }, access: Access): string {
  return `This is for ${access === 'admin' ? 'admins' : 'analysts and admins'}, and ${name} is ${role === 'reader' ? 'a reader' : 'an analyst'}. An admin can change that under Users.`;
}
