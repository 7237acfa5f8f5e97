/** The pages for whoever watches over this program. They stand apart from sessions and figures: see `probes/`. */
const PROBES = ['/healthz', '/readyz', '/metrics'];

export function isProbe(path: string): boolean {
  return PROBES.includes(path);
}
