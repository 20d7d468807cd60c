import { useRef, type KeyboardEvent } from 'react';
import { numberText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon, type IconName } from './icons.tsx';

export type Panel = 'chat' | 'tasks';

interface Props {
  readonly panel: Panel;
  readonly openCount: number;
  readonly onPanel: (panel: Panel) => void;
}

/** The two tabs of a narrow screen; arrow keys move between them, as the tab pattern of ARIA has it. */
export function PanelTabs({ panel, openCount, onPanel }: Props) {
  const texts = useTexts();
  const tabs: readonly { panel: Panel; name: string; icon: IconName }[] = [
    { panel: 'chat', name: texts.chat.name, icon: 'chat' },
    { panel: 'tasks', name: texts.tasks.name, icon: 'list' },
  ];
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    const next = panel === 'chat' ? 'tasks' : 'chat';
    onPanel(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={texts.product}
      className="glass grid grid-cols-2 gap-1 rounded-2xl p-1"
      onKeyDown={move}
    >
      {tabs.map((tab) => {
        const selected = tab.panel === panel;
        return (
          <button
            key={tab.panel}
            type="button"
            role="tab"
            id={`tab-${tab.panel}`}
            aria-controls={`panel-${tab.panel}`}
            aria-selected={selected}
            tabIndex={selected ? 0 : -1}
            className={`button min-h-10 rounded-xl ${selected ? 'neon-fill' : 'text-muted'}`}
            onClick={() => onPanel(tab.panel)}
          >
            <Icon name={tab.icon} className="size-4.5" />
            {tab.name}
            {tab.panel === 'tasks' && openCount > 0 && (
              <span className={`rounded-full px-2 text-sm ${selected ? 'bg-white/20' : 'bg-raised'}`}>
                {numberText(texts, openCount)}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}

/** What a panel needs so that assistive technology ties it to its tab, or names it where there are no tabs. */
export function panelProps(panel: Panel, tabbed: boolean, name: string) {
  const id = `panel-${panel}`;
  if (!tabbed) return { id, 'aria-label': name };
  return { id, role: 'tabpanel', 'aria-labelledby': `tab-${panel}` };
}
