/** Where a process is, and whether it lives: whose lock or half-written file something is. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where numbers of processes mean the same: containers share a host's name, not always its processes. */
export function here(): { host: string; namespace: string } {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux: one host, one set of processes.
  }
  return { host: hostname(), namespace };
}

/** Whether a process of this host and namespace lives. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
