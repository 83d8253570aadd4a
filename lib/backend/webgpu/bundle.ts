/** Commands as they cross to the GPU's thread: numbers in one piece, which costs a tenth of as many arrays; the rest beside. */
import type { Command } from './commands.ts';

export interface Bundle {
  /** Of every command its kind, and what it says where that is numbers. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Those that say something else, in their order. */
  readonly beside: readonly Command[];
}

const [besides, dispatch, submit, copy, buffer, destroy] = [0, 1, 2, 3, 4, 5] as const;

/** What commands are gathered in until they go out. */
export class BundleWriter {
  #numbers: number[] = [];
  #beside: Command[] = [];
  #count = 0;

  /** Commands since the last `take`. */
  get count(): number {
    return this.#count;
  }

  add(command: Command): void {
    this.#count++;
    switch (command[0]) {
      case 'dispatch': {
        const [, pipeline, buffers, groups] = command;
        this.#numbers.push(dispatch, pipeline, buffers.length, groups.length, ...buffers, ...groups);
        return;
      }
      case 'submit':
        this.#numbers.push(submit);
        return;
      case 'copy':
        this.#numbers.push(copy, command[1], command[2], command[3]);
        return;
      case 'buffer':
        this.#numbers.push(buffer, command[1], command[2], command[3]);
        return;
      case 'destroy':
        this.#numbers.push(destroy, command[1]);
        return;
      default:
        this.#numbers.push(besides);
        this.#beside.push(command);
    }
  }

  take(): Bundle {
    const bundle = { numbers: Float64Array.from(this.#numbers), beside: this.#beside };
    [this.#numbers, this.#beside, this.#count] = [[], [], 0];
    return bundle;
  }
}

/** The commands of a bundle, in their order. */
export function* commandsOf({ numbers, beside }: Bundle): Generator<Command> {
  let [at, next] = [0, 0];
  const take = () => numbers[at++];
  const list = (length: number) => Array.from(numbers.subarray(at, (at += length)));
  while (at < numbers.length) {
    switch (take()) {
      case dispatch: {
        const [pipeline, buffers, groups] = [take(), take(), take()];
        yield ['dispatch', pipeline, list(buffers), list(groups)];
        break;
      }
      case submit:
        yield ['submit'];
        break;
      case copy:
        yield ['copy', take(), take(), take()];
        break;
      case buffer:
        yield ['buffer', take(), take(), take()];
        break;
      case destroy:
        yield ['destroy', take()];
        break;
      default:
        yield beside[next++];
    }
  }
}
