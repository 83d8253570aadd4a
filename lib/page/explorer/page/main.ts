/** The page: its tools, a row each. */
import { askedThere, hasLive, startLive } from '../../live/page/live.ts';
import type { ExplorerData } from '../data.ts';
import { answersTool } from './answers.ts';
import { Book } from './book.ts';
import { compareTool } from './compare.ts';
import { embedded } from './embedded.ts';
import { modelsTable } from './models.ts';
import { type PageState, pageState } from './state.ts';
import { stepper } from './stepper.ts';
import { type Tool, showTools } from './tabs.ts';

const live = (state: PageState): Tool => ({
  name: 'live',
  title: 'Ask the models',
  mount: (section) => void startLive(section, state),
});

async function start(): Promise<void> {
  const data = await embedded<ExplorerData>('data');
  const state = pageState();
  const book = new Book(data);
  const ask = hasLive()
    ? (question: string) => state.go({ view: 'live', ...askedThere(state, question) })
    : undefined;
  showTools(
    document.querySelector('main')!,
    [
      ...(hasLive() ? [live(state)] : []),
      {
        name: 'compare',
        title: 'Compare',
        mount: (section) => compareTool(section, book, state, ask),
      },
      { name: 'answers', title: 'All answers', mount: (section) => answersTool(section, book, state) },
      {
        name: 'trajectories',
        title: 'Algorithms, step by step',
        mount: (section) => stepper(section, state),
      },
      { name: 'models', title: 'Models', mount: (section) => modelsTable(section, book) },
    ],
    state,
  );
  document.body.dataset['ready'] = 'true';
}

start().catch((error: unknown) => {
  document.getElementById('problem')!.textContent =
    `This page cannot be shown: ${String(error)}. It needs a browser of 2024 or later.`;
  throw error;
});
