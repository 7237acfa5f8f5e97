import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Access, Allowed } from '../pages/access.js';
import { OPERATION, type OperationFacts, type Resource, RESOURCE } from './operation.js';

/** An operation, with the address at which it is found. */
export interface FoundOperation extends OperationFacts {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `/api/v1/sources/{slug}`. */
  address: string;
  access: Access;
  resource: Resource;
}

/** All operations there are, as the controllers have them: nobody keeps a list. */
@Injectable()
export class Operations {
  private found: FoundOperation[] | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** By resource, and then in the order in which their controllers have them. */
  all(): FoundOperation[] {
    this.found ??= this.discovery
      .getControllers()
      .flatMap(({ instance, metatype }) => (metatype && instance ? this.of(instance as object, metatype) : []));
    return this.found;
  }

  private of(instance: object, controller: NonNullable<unknown>): FoundOperation[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, NonNullable<unknown>>;
    const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] as () => unknown;
      const facts = this.reflector.get<OperationFacts | undefined>(OPERATION, handler);
      if (!facts) return [];
      const path = [prefix, Reflect.getMetadata(PATH_METADATA, handler) as string].flatMap((part) => part.split('/')).filter(Boolean);
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase();
      return {
        ...facts,
        method: method as FoundOperation['method'],
        address: `/${path.join('/').replace(/:(\w+)/g, '{$1}')}`,
        access: this.reflector.get(Allowed, handler) ?? this.reflector.get(Allowed, controller as () => unknown) ?? 'admin',
        resource: this.reflector.get<Resource>(RESOURCE, controller as () => unknown),
      };
    });
  }
}
