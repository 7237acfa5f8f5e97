import type { Site } from './site.js';

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

/** Routes as Express has them, of all modules. */
export function routesOf({ app }: Pick<Site, 'app'>): { method: string; path: string }[] {
  const layers = (app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router.stack;
  return layers.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path })) : [],
  );
}
