/** `transnar kernel install`: the TypeScript kernel for Jupyter and VS Code outside of `npm run lab`. */
import type { Command } from 'commander';

export function define(kernel: Command): void {
  kernel
    .command('install')
    .description('make the kernel known to your own Jupyter and VS Code')
    .option('--prefix <folder>', 'to the Python environment in this folder instead of to the user')
    .action(async ({ prefix }: { prefix?: string }) => {
      const { installKernel } = await import('../kernel/kernelspec.ts');
      process.stdout.write(`${await installKernel(prefix)}\n`);
    });
}
