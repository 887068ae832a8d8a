import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './access.decorators';

/** Fails closed: a route that does not declare its access is forbidden to everybody. */
@Injectable()
export class DeclaredAccessGuard implements CanActivate {
  /** A cache by the handler of the route, because its access never changes. */
  private readonly declared = new WeakMap<object, WeakMap<object, boolean>>();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const known = this.declared.get(handler) ?? new WeakMap<object, boolean>();
    const remembered = known.get(controller);
    if (remembered !== undefined) return remembered;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]);
    this.declared.set(handler, known.set(controller, access !== undefined));
    return access !== undefined;
  }
}
