import { spawnSync } from 'node:child_process';

/** Worker threads load compiled files: without Jest's transform around them, they cannot read TypeScript. */
export default function build() {
  const { status, stderr } = spawnSync('npx', ['swc', 'src', '-d', 'dist', '--strip-leading-paths', '--quiet'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The workers could not be compiled:\n${stderr}`);
}
