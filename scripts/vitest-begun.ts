/** A reporter of Vitest that keeps in a file which test files have begun and not ended: what hangs, where a run is stopped. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Where the reporter writes, one name a line. */
export const begunFile = 'TESTS_BEGUN_FILE';

export default class Begun implements Reporter {
  readonly #begun = new Set<string>();

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    this.#begun.add(relativeModuleId);
    this.#write();
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.#begun.delete(relativeModuleId);
    this.#write();
  }

  #write(): void {
    const file = process.env[begunFile];
    if (file !== undefined) writeFileSync(file, [...this.#begun].join('\n'));
  }
}
