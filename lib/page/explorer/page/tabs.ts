/** The page's tools, each a section under a tab of its own. */
import { h } from './dom.ts';
import { roving } from './roving.ts';
import type { PageState } from './state.ts';

export interface Tool {
  /** The id of its section, and its view in the address. */
  readonly name: string;
  readonly title: string;
  /** Fills the section; called once, when the tool is first shown. */
  readonly mount: (section: HTMLElement) => void;
}

/** The first tool is shown where the address names none. */
export function showTools(root: HTMLElement, tools: readonly Tool[], state: PageState): void {
  const tabs = tools.map(({ name, title }) =>
    h('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': name }, title),
  );
  const sections = tools.map(({ name, title }) =>
    h(
      'section',
      { id: name, role: 'tabpanel', 'aria-labelledby': `tab-${name}` },
      h('h2', { class: 'unseen' }, title),
    ),
  );
  const list = h('div', { role: 'tablist', 'aria-label': 'tools' }, ...tabs);
  root.append(list, ...sections);
  const mounted = new Set<number>();
  const { stop } = roving(list, (i) => state.go({ view: tools[i].name }));

  const show = () => {
    const view = state.get('view');
    const open = Math.max(
      0,
      tools.findIndex(({ name }) => name === view),
    );
    tabs.forEach((tab, i) => tab.setAttribute('aria-selected', String(i === open)));
    stop(open);
    sections.forEach((section, i) => (section.hidden = i !== open));
    if (mounted.has(open)) return;
    mounted.add(open);
    tools[open].mount(sections[open]);
  };
  state.watch(show);
  show();
}
