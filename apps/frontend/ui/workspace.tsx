'use client';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { ApiError, api } from '../client/api.ts';
import { tellOtherTabs, whenOtherTabsTell } from '../client/other-tabs.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Person } from '../client/types.ts';
import { useOnline, useWide } from '../client/use-browser.ts';
import { useChat, useConversations } from '../client/use-chat.ts';
import { useOpening } from '../client/use-opening.ts';
import { useTasks } from '../client/use-tasks.ts';
import { ChatPanel } from './chat-panel.tsx';
import { Header } from './header.tsx';
import { Icon } from './icons.tsx';
import { prepareAnswers } from './message-item.tsx';
import { PanelTabs, type Panel } from './panel-tabs.tsx';
import { TaskPanel } from './task-panel.tsx';

const HistoryPanel = lazy(() => import('./history-panel.tsx').then(({ HistoryPanel }) => ({ default: HistoryPanel })));

interface Props {
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly onExpired: () => void;
  readonly onLeave: () => void;
}

/** Chat and tasks of one person: side by side, or as two tabs on a narrow screen. */
export function Workspace({ draft, onDraft, onExpired, onLeave }: Props) {
  const texts = useTexts();
  const wide = useWide();
  const online = useOnline();
  const [panel, setPanel] = useState<Panel>('chat');
  const [person, setPerson] = useState<Person>();
  const tasks = useTasks(onExpired);
  const history = useConversations(onExpired);
  const [historyOpen, setHistoryOpen] = useState(false);
  const chat = useChat({
    onTool: tasks.changed,
    onTurn: () => void history.list.reload().catch(() => undefined),
    onBegun: (id) => tellOtherTabs({ of: 'conversation', id }),
    onExpired: (unsent) => {
      onDraft(unsent);
      onExpired();
    },
  });
  const { session } = chat;
  const { opening, open, again, refresh } = useOpening(session, onExpired);

  const latest = useCallback(async () => {
    setPerson(await api.me());
    return (await history.list.reload())[0]?.id;
  }, [history.list]);
  const openOne = (id: string | undefined) => {
    setPanel('chat');
    void open(() => Promise.resolve(id));
  };
  useEffect(() => {
    void open(latest);
    void tasks.reload();
  }, [open, latest, tasks.reload]);

  useEffect(() => {
    // Whoever logs in elsewhere must not find this person's tasks and words here, nor go on with them.
    const checkPerson = () =>
      api.me().then(
        ({ id }) => person && person.id !== id && location.reload(),
        (cause: unknown) => cause instanceof ApiError && cause.kind === 'expired' && onLeave(),
      );
    return whenOtherTabsTell((news) => {
      if (news.of === 'session') void checkPerson();
      if (news.of === 'tasks') void tasks.reload();
      // A tab that nobody sees takes no part: a browser has few connections to one server.
      if (news.of === 'conversation' && news.id === session.store.get().id && !document.hidden) void refresh();
    });
  }, [person, onLeave, tasks.reload, session, refresh]);
  // What happened while nobody looked, or without a network.
  useEffect(() => {
    const back = () => {
      if (document.hidden) return;
      void refresh();
      void tasks.reload();
    };
    document.addEventListener('visibilitychange', back);
    addEventListener('online', back);
    return () => {
      document.removeEventListener('visibilitychange', back);
      removeEventListener('online', back);
    };
  }, [tasks.reload, refresh]);

  const logOut = async () => {
    session.leave();
    // Should it fail, the cookie is still there: then the person must know, so stay.
    if (
      await api.logOut().then(
        () => true,
        () => false,
      )
    ) {
      onLeave();
      tellOtherTabs({ of: 'session' });
    }
  };
  const write = (words: string) => {
    prepareAnswers();
    onDraft(words);
  };
  const openCount = tasks.openCount ?? 0;
  return (
    <div className="mx-auto flex h-dvh min-h-88 w-full max-w-[120rem] flex-col gap-2 p-2 phone:p-3 wide:gap-4 wide:p-4">
      <a href="#message" className="button neon-fill fixed start-4 top-4 z-20 -translate-y-24 focus:translate-y-0">
        {texts.skipToMessage}
      </a>
      <Header
        email={person?.email}
        onNewChat={() => openOne(undefined)}
        onHistory={() => setHistoryOpen(true)}
        onLogOut={() => void logOut()}
      />
      {historyOpen && (
        <Suspense>
          <HistoryPanel
            list={history.list}
            state={history.state}
            current={chat.state.id}
            onOpen={openOne}
            onRemoved={(id) => {
              if (session.store.get().id === id) openOne(undefined);
              tellOtherTabs({ of: 'conversation', id });
            }}
            onClose={() => setHistoryOpen(false)}
          />
        </Suspense>
      )}
      <p role="status" className="chip justify-center rounded-2xl px-4 py-2 text-warn empty:hidden">
        {!online && (
          <>
            <Icon name="cloudOff" /> {texts.offline}
          </>
        )}
      </p>
      {!wide && <PanelTabs panel={panel} openCount={openCount} onPanel={setPanel} />}
      <main className="grid min-h-0 flex-1 gap-4 wide:grid-cols-[minmax(0,1fr)_minmax(19rem,28rem)]">
        <ChatPanel
          chat={chat}
          opening={opening}
          online={online}
          draft={draft}
          onDraft={write}
          onReopen={() => void (opening === 'gone' ? open(latest) : again())}
          tabbed={!wide}
          visible={wide || panel === 'chat'}
        />
        <TaskPanel list={tasks} openCount={openCount} tabbed={!wide} visible={wide || panel === 'tasks'} />
      </main>
    </div>
  );
}
