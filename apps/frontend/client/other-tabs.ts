/** What has changed; not a word of what it says now. */
export type News =
  { readonly of: 'session' } | { readonly of: 'tasks' } | { readonly of: 'conversation'; readonly id: string };

let channel: BroadcastChannel | undefined;
// Never on the server, where there are no tabs.
const opened = () => (channel ??= new BroadcastChannel('todo-chatbot'));

/** Tells the browser's other tabs what has changed; this one hears nothing of it. */
export function tellOtherTabs(news: News): void {
  opened().postMessage(news);
}

/** @returns ends that */
export function whenOtherTabsTell(listener: (news: News) => void): () => void {
  const heard = ({ data }: MessageEvent<News>) => listener(data);
  opened().addEventListener('message', heard);
  return () => opened().removeEventListener('message', heard);
}
